/** The one place that talks HTTP to the registry. */
@NullMarked
package ink.ml.dp.registrygc.registry;

import org.jspecify.annotations.NullMarked;
