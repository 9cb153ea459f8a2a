@NullMarked
package ink.ml.dp.devstack.githost;

import org.jspecify.annotations.NullMarked;
