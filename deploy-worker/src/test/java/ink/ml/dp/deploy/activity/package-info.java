@NullMarked
package ink.ml.dp.deploy.activity;

import org.jspecify.annotations.NullMarked;
