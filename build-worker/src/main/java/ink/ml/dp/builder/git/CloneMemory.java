package ink.ml.dp.builder.git;

import ink.ml.dp.builder.git.CloneAdmission.Hold;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.util.FileUtils;

/**
 * Admits clones by the memory that they need. JGit works on three objects of a pack at once, when
 * one is packed as the difference from another, holds others meanwhile, and keeps something of
 * each: {@link PackGuard} sees to it that both take no more than one such object. Nearly all clones
 * have small ones only, and run beside each other; one that meets a large object begins anew, and
 * waits for the memory of large ones.
 */
final class CloneMemory {
  /** Of a clone whose objects are small. */
  private static final long SMALL_OBJECT = 16 << 20;

  private static final int AT_ONCE = 5;
  private static final long BESIDE = 16 << 20;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final CloneAdmission memory;
  private final long largest;

  CloneMemory(CloneAdmission memory, GitLimits limits) {
    this.memory = memory;
    this.largest = limits.fileBytes();
  }

  /** A clone. */
  @FunctionalInterface
  interface Clone {
    FetchedCommit run(long packedBytes, Path scratch);
  }

  FetchedCommit run(
      String what, Path scratch, Path target, BooleanSupplier cancelled, Clone clone) {
    Action action = new Action(what);
    if (largest > SMALL_OBJECT) {
      try {
        return admitted(action, SMALL_OBJECT, cancelled, scratch, clone);
      } catch (DeployException e) {
        if (!GitFailures.has(e, TooLargeObjectInPackException.class)) {
          throw e;
        }
      }
      // A submodule may have had the large object.
      remove(target);
    }
    return admitted(action, largest, cancelled, scratch.resolve("large"), clone);
  }

  private FetchedCommit admitted(
      Action action, long packedBytes, BooleanSupplier cancelled, Path scratch, Clone clone) {
    try (Hold _ = take(action, AT_ONCE * packedBytes + BESIDE, cancelled)) {
      return clone.run(packedBytes, scratch);
    }
  }

  private Hold take(Action action, long bytes, BooleanSupplier cancelled) {
    try {
      return memory
          .take(bytes, LONGEST_WAIT, cancelled)
          .orElseThrow(
              () ->
                  cancelled.getAsBoolean()
                      ? action.failed(FailureCode.CANCELLED, "it was cancelled")
                      : action.failed(
                          FailureCode.BUILD_CAPACITY,
                          "other clones on this builder have the memory that it needs"));
    } catch (InterruptedException e) {
      throw action.interrupted(e);
    }
  }

  private static void remove(Path target) {
    try {
      FileUtils.delete(
          target.toFile(), FileUtils.RECURSIVE | FileUtils.SKIP_MISSING | FileUtils.RETRY);
    } catch (IOException e) {
      throw new UncheckedIOException("'" + target + "' cannot be removed", e);
    }
  }
}
