/** What the whole platform must do, tried from outside on real servers. */
@NullMarked
package ink.ml.dp.acceptance;

import org.jspecify.annotations.NullMarked;
