/**
 * A client for BuildKit over gRPC, with the session that feeds the daemon files and secrets. {@link
 * ink.ml.dp.buildkit.BuildKitClient} is the entry; the sub-packages are its own.
 */
@NullMarked
package ink.ml.dp.buildkit;

import org.jspecify.annotations.NullMarked;
