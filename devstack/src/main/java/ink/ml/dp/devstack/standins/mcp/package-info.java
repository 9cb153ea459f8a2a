/**
 * A stand-in for the API: it knows services and their requests, and serves their environments to
 * the workers.
 */
@NullMarked
package ink.ml.dp.devstack.standins.mcp;

import org.jspecify.annotations.NullMarked;
