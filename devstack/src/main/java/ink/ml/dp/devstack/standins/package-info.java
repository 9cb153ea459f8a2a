/** The process that plays what is not ours: the git hosts and the API's environment call. */
@NullMarked
package ink.ml.dp.devstack.standins;

import org.jspecify.annotations.NullMarked;
