@NullMarked
package ink.ml.dp.deploy;

import org.jspecify.annotations.NullMarked;
