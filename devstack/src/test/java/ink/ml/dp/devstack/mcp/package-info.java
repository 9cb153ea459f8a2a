@NullMarked
package ink.ml.dp.devstack.mcp;

import org.jspecify.annotations.NullMarked;
