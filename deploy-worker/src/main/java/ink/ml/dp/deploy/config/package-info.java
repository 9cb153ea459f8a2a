/** How and where services are deployed. */
@NullMarked
package ink.ml.dp.deploy.config;

import org.jspecify.annotations.NullMarked;
