/** What a caller asks for, as it is sent and as it is once it is parsed. */
@NullMarked
package ink.ml.dp.model.request;

import org.jspecify.annotations.NullMarked;
