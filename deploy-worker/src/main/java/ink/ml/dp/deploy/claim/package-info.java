/** Who owns a service's name, and which of its requests is the newest. */
@NullMarked
package ink.ml.dp.deploy.claim;

import org.jspecify.annotations.NullMarked;
