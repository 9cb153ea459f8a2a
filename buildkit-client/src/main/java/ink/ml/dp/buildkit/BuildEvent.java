package ink.ml.dp.buildkit;

import java.time.Instant;
import java.util.Optional;

/** Something that happened in a build. Times are the daemon's. */
public sealed interface BuildEvent {
  BuildStep step();

  Instant at();

  /** A step began to run, or to be loaded from the cache. */
  record StepStarted(BuildStep step, Instant at) implements BuildEvent {}

  /**
   * A step ended. An error here is not yet the build's: a cache that cannot be imported is one.
   *
   * @param cached whether it was not run
   */
  record StepCompleted(BuildStep step, Instant at, boolean cached, Optional<String> error)
      implements BuildEvent {}

  /**
   * A whole line of a step's output, without its end; a very long line comes in parts.
   *
   * @param errorStream whether the step wrote it to its standard error
   */
  record LogLine(BuildStep step, Instant at, boolean errorStream, String text)
      implements BuildEvent {}

  /** A remark of the frontend, such as a discouraged form in the Dockerfile. */
  record Warning(BuildStep step, Instant at, String text) implements BuildEvent {}
}
