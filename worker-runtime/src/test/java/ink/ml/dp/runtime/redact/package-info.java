@NullMarked
package ink.ml.dp.runtime.redact;

import org.jspecify.annotations.NullMarked;
