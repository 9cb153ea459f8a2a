package ink.ml.dp.buildkit.progress;

import ink.ml.dp.buildkit.BuildListener;
import ink.ml.dp.buildkit.BuildStep;
import ink.ml.dp.buildkit.ResolvedImage;
import ink.ml.dp.buildkit.proto.StatusResponse;
import ink.ml.dp.buildkit.proto.Vertex;
import ink.ml.dp.buildkit.proto.VertexLog;
import ink.ml.dp.buildkit.proto.VertexWarning;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Follows a build: tells the listener what happens, in an order that makes sense, and remembers
 * what is needed to count the steps and to explain a failure.
 */
public final class ProgressTracker {
  private static final int ERROR_STREAM = 2;
  private static final String CANCELLED = "context canceled";

  private final BuildListener listener;
  private final Map<String, StepState> steps = new LinkedHashMap<>();

  public ProgressTracker(BuildListener listener) {
    this.listener = listener;
  }

  /** A message of the daemon: changes since the one before. */
  public synchronized void accept(StatusResponse response) {
    for (Vertex vertex : response.getVertexesList()) {
      step(vertex.getDigest(), vertex).started(vertex);
    }
    for (VertexWarning warning : response.getWarningsList()) {
      step(warning.getVertex(), Vertex.getDefaultInstance()).warn(warning);
    }
    for (VertexLog log : response.getLogsList()) {
      step(log.getVertex(), Vertex.getDefaultInstance())
          .output()
          .append(
              log.getStream() == ERROR_STREAM,
              StepState.instant(log.getTimestamp()),
              log.getMsg().toByteArray());
    }
    for (Vertex vertex : response.getVertexesList()) {
      step(vertex.getDigest(), vertex).completed(vertex);
    }
  }

  /** No more messages come. */
  public synchronized void end() {
    steps.values().forEach(step -> step.output().flush());
  }

  private StepState step(String digest, Vertex vertex) {
    return steps.computeIfAbsent(
        digest,
        key ->
            new StepState(
                new BuildStep(steps.size() + 1, key, vertex.getName().toStringUtf8()), listener));
  }

  /** Steps that say something about the cache. */
  public synchronized int stepsTotal() {
    return (int) counted().count();
  }

  /** Of {@link #stepsTotal()}, those that were not run. */
  public synchronized int stepsCached() {
    return (int) counted().filter(StepState::cached).count();
  }

  /** The images that were built upon by names that can come to mean others. */
  public synchronized List<ResolvedImage> bases() {
    return ResolvedImages.of(steps.values().stream().map(state -> state.step().name()).toList());
  }

  private Stream<StepState> counted() {
    return steps.values().stream().filter(s -> s.completed() && !s.step().auxiliary());
  }

  /** A step that failed, with what it wrote last. */
  public record FailedStep(BuildStep step, List<String> tail) {}

  /**
   * The step that a failure is about.
   *
   * @param digest as the failure names it; the progress may know the step by another one, so then
   *     the first that failed by itself is taken
   */
  public synchronized Optional<FailedStep> failedStep(Optional<String> digest) {
    return digest
        .map(steps::get)
        .or(() -> steps.values().stream().filter(ProgressTracker::failedByItself).findFirst())
        .map(state -> new FailedStep(state.step(), state.output().tail()));
  }

  private static boolean failedByItself(StepState state) {
    return state.error().filter(error -> !error.contains(CANCELLED)).isPresent()
        && !state.step().name().startsWith("importing cache");
  }
}
