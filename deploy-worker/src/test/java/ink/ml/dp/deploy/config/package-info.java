@NullMarked
package ink.ml.dp.deploy.config;

import org.jspecify.annotations.NullMarked;
