/** The workers' calls of other servers over HTTP. */
@NullMarked
package ink.ml.dp.runtime.http;

import org.jspecify.annotations.NullMarked;
