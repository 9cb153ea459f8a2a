@NullMarked
package ink.ml.dp.deploy.testing;

import org.jspecify.annotations.NullMarked;
