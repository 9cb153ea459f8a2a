package ink.ml.dp.builder.git;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import java.util.stream.Stream;

/** Recognises a full disk, which Java only says in prose. */
public final class DiskFull {
  private DiskFull() {}

  public static boolean caused(Throwable e) {
    return Stream.iterate(e, c -> c != null, Throwable::getCause)
        .map(c -> String.valueOf(c.getMessage()))
        .anyMatch(m -> m.contains("No space left on device") || m.contains("Disk quota exceeded"));
  }

  public static DeployException failure(Action action, Throwable cause) {
    return action.failed(FailureCode.BUILD_DISK_FULL, "the builder's disk is full", cause);
  }
}
