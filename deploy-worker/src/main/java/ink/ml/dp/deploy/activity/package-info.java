/** The activities of the queue {@code deploy}, each a call of what the other packages do. */
@NullMarked
package ink.ml.dp.deploy.activity;

import org.jspecify.annotations.NullMarked;
