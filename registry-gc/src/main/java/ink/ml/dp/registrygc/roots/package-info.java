/** What is in use outside the registry, and so must never be removed from it. */
@NullMarked
package ink.ml.dp.registrygc.roots;

import org.jspecify.annotations.NullMarked;
