@NullMarked
package ink.ml.dp.deploy.rights;

import org.jspecify.annotations.NullMarked;
