@NullMarked
package ink.ml.dp.deploy.release;

import org.jspecify.annotations.NullMarked;
