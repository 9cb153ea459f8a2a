/** Tests of the calls. */
@NullMarked
package ink.ml.dp.runtime.http;

import org.jspecify.annotations.NullMarked;
