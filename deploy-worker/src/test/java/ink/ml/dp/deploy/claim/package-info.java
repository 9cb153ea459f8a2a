@NullMarked
package ink.ml.dp.deploy.claim;

import org.jspecify.annotations.NullMarked;
