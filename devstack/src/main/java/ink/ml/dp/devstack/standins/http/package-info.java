/** The little HTTP that the stand-ins need: a loopback server, routes, faults, and a client. */
@NullMarked
package ink.ml.dp.devstack.standins.http;

import org.jspecify.annotations.NullMarked;
