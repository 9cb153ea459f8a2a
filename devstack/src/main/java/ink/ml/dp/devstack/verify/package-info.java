/** The checklist of a platform that works. */
@NullMarked
package ink.ml.dp.devstack.verify;

import org.jspecify.annotations.NullMarked;
