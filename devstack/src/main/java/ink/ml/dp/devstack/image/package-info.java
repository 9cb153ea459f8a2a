/** Where the servers' images come from. */
@NullMarked
package ink.ml.dp.devstack.image;

import org.jspecify.annotations.NullMarked;
