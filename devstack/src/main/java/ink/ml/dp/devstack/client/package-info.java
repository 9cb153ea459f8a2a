/** What stands in for the Go API: requests to Temporal, repositories to the git host. */
@NullMarked
package ink.ml.dp.devstack.client;

import org.jspecify.annotations.NullMarked;
