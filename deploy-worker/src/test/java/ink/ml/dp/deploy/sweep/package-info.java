@NullMarked
package ink.ml.dp.deploy.sweep;

import org.jspecify.annotations.NullMarked;
