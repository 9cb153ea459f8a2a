@NullMarked
package ink.ml.dp.devstack.standins.mcp;

import org.jspecify.annotations.NullMarked;
