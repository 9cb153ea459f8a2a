package ink.ml.dp.buildkit.progress;

import com.google.protobuf.Timestamp;
import ink.ml.dp.buildkit.BuildEvent;
import ink.ml.dp.buildkit.BuildListener;
import ink.ml.dp.buildkit.BuildStep;
import ink.ml.dp.buildkit.proto.Vertex;
import ink.ml.dp.buildkit.proto.VertexWarning;
import java.time.Instant;
import java.util.Optional;

/** What is known of a step. A step may start and end more than once; the last word counts. */
final class StepState {
  private final BuildListener listener;
  private final StepOutput output;
  private BuildStep step;
  private Vertex last = Vertex.getDefaultInstance();

  StepState(BuildStep step, BuildListener listener) {
    this.step = step;
    this.listener = listener;
    output = new StepOutput(step, listener);
  }

  BuildStep step() {
    return step;
  }

  StepOutput output() {
    return output;
  }

  boolean completed() {
    return last.hasCompleted();
  }

  boolean cached() {
    return last.getCached();
  }

  Optional<String> error() {
    return last.getError().isEmpty()
        ? Optional.empty()
        : Optional.of(last.getError().toStringUtf8());
  }

  void started(Vertex vertex) {
    String name = vertex.getName().toStringUtf8();
    if (!name.isEmpty() && !name.equals(step.name())) {
      step = new BuildStep(step.number(), step.digest(), name);
      output.rename(step);
    }
    if (vertex.hasStarted() && !vertex.getStarted().equals(last.getStarted())) {
      listener.on(new BuildEvent.StepStarted(step, instant(vertex.getStarted())));
    }
  }

  void completed(Vertex vertex) {
    boolean ends =
        vertex.hasCompleted()
            && !(last.hasCompleted() && vertex.getCompleted().equals(last.getCompleted()));
    last = vertex;
    if (ends) {
      output.flush();
      listener.on(
          new BuildEvent.StepCompleted(
              step, instant(vertex.getCompleted()), vertex.getCached(), error()));
    }
  }

  void warn(VertexWarning warning) {
    String line =
        warning.getRangesCount() == 0
            ? ""
            : " (line " + warning.getRanges(0).getStart().getLine() + ")";
    listener.on(
        new BuildEvent.Warning(
            step, instant(last.getStarted()), warning.getShort().toStringUtf8() + line));
  }

  static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }
}
