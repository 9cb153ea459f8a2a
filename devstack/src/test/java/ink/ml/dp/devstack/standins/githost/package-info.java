@NullMarked
package ink.ml.dp.devstack.standins.githost;

import org.jspecify.annotations.NullMarked;
