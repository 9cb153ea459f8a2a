package ink.ml.dp.buildkit;

import ink.ml.dp.buildkit.control.GrpcBuildKitClient;
import java.util.List;

/**
 * Builds images on BuildKit daemons. Safe for use by many threads; every call opens connections of
 * its own and closes them before it returns.
 *
 * <p>Nothing here is remembered between calls but what the daemon caches, so each call may be
 * repeated: what was built is not built again, what was pushed is not pushed again.
 */
public interface BuildKitClient extends AutoCloseable {
  static BuildKitClient create(BuildKitSettings config) {
    return new GrpcBuildKitClient(config);
  }

  /**
   * Builds and, when the request says so, pushes. Blocks until the image is in the registry. The
   * request's cache export is <b>not</b> part of it: see {@link #exportCache}.
   *
   * @param listener called in order, from one thread at a time, never after this returns
   * @throws BuildFailedException with what went wrong; {@link BuildFailure.Cancelled} only when
   *     {@code cancel} asked for it
   */
  BuildResult solve(BuildRequest request, BuildListener listener, CancellationSignal cancel);

  /**
   * Writes the build's cache to the registry from what the daemon still holds. Meant for the time
   * after {@link #solve} has answered, and only worth it when {@link BuildResult#executed()}. Does
   * nothing when the request has no cache export.
   *
   * @throws BuildFailedException as above
   */
  void exportCache(BuildRequest request, CancellationSignal cancel);

  /**
   * Asks every daemon of the pool what it is, and refuses those that would build without isolation.
   *
   * @throws BuildFailedException with {@link BuildFailure.DaemonUnreachable} when one does not
   *     answer, {@link BuildFailure.DaemonMisconfigured} when one has not the network mode, or not
   *     the fence, that the configuration requires
   */
  List<DaemonInfo> check();

  /** Stops the client's threads. No build may be running. */
  @Override
  void close();
}
