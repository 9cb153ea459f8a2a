@NullMarked
package ink.ml.dp.deploy.app;

import org.jspecify.annotations.NullMarked;
