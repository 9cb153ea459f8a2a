package ink.ml.dp.buildkit.progress;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import ink.ml.dp.buildkit.BuildEvent;
import ink.ml.dp.buildkit.ResolvedImage;
import ink.ml.dp.buildkit.proto.StatusResponse;
import ink.ml.dp.buildkit.proto.Vertex;
import ink.ml.dp.buildkit.proto.VertexLog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of the daemon's messages. */
class ProgressTrackerTest {
  private final List<String> events = new ArrayList<>();
  private final ProgressTracker tracker = new ProgressTracker(event -> events.add(tell(event)));

  @Test
  void joinsLinesThatComeInPieces() {
    accept(vertex("v", "RUN x").setStarted(at(1)));
    log("v", 1, "hel");
    log("v", 1, "lo\nwor");
    log("v", 1, "ld\n");
    assertThat(events).containsExactly("1 started", "1 out hello", "1 out world");
  }

  @Test
  void knowsWhatWasBuiltUponByNamesThatCanMove() {
    String digest = "@sha256:" + "a".repeat(64);
    for (String step :
        List.of(
            "[internal] load metadata for docker.io/library/debian:12",
            "[linux/amd64 internal] load metadata for ghcr.io:443/a-b/c_d:v1",
            "[internal] load metadata for docker.io/library/alpine:3" + digest,
            "[build 1/2] FROM docker.io/library/debian:12" + digest,
            "[linux/amd64 stage-1 1/2] FROM ghcr.io:443/a-b/c_d:v1" + digest,
            "[stage-2 1/2] FROM docker.io/library/alpine:3" + digest,
            "[build 2/2] RUN echo FROM docker.io/library/evil:1" + digest,
            "FROM docker.io/library/debian:12" + digest)) {
      accept(vertex(step, step));
    }
    assertThat(tracker.bases())
        .containsExactly(
            new ResolvedImage("docker.io/library/debian:12", digest.substring(1)),
            new ResolvedImage("ghcr.io:443/a-b/c_d:v1", digest.substring(1)));
  }

  @Test
  void joinsCharactersThatComeInPieces() {
    byte[] text = "grün \uD83D\uDE00\n".getBytes(StandardCharsets.UTF_8);
    for (byte b : text) {
      log("v", 1, new byte[] {b});
    }
    assertThat(events).containsExactly("1 out grün \uD83D\uDE00");
  }

  @Test
  void keepsTheStreamsOfAStepApart() {
    log("v", 1, "out");
    log("v", 2, "err\n");
    log("v", 1, "put\n");
    assertThat(events).containsExactly("1 err err", "1 out output");
  }

  @Test
  void givesWhatHasNoEndWhenTheStepEnds() {
    log("v", 1, "no end");
    accept(vertex("v", "RUN x").setStarted(at(1)).setCompleted(at(2)));
    log("v", 2, "late");
    tracker.end();
    assertThat(events).containsExactly("1 started", "1 out no end", "1 completed", "1 err late");
  }

  @Test
  void keepsOnlyWhatIsLeftOfALineThatIsOverwritten() {
    log("v", 1, "10%\r20%\r100%\r\nnext\n");
    assertThat(events).containsExactly("1 out 100%", "1 out next");
  }

  @Test
  void splitsLongLinesBetweenCharacters() {
    String line = "é".repeat(20_000);
    log("v", 1, line + "\n");
    assertThat(events).hasSizeGreaterThan(1);
    assertThat(String.join("", events).replace("1 out ", "")).isEqualTo(line);
  }

  @Test
  void tellsAStepsEndOnceHoweverOftenItIsRepeated() {
    Vertex.Builder vertex = vertex("v", "RUN x").setStarted(at(1)).setCompleted(at(2));
    accept(vertex);
    accept(vertex);
    accept(vertex.clone().setStarted(at(3)).setCompleted(at(4)).setError(text("broken")));
    assertThat(events)
        .containsExactly("1 started", "1 completed", "1 started", "1 completed broken");
  }

  @Test
  void countsOnlyWhatSaysSomethingAboutTheCache() {
    for (String loads :
        List.of(
            "[internal] load build definition from Dockerfile",
            "[linux/amd64 internal] load metadata for docker.io/library/debian:12",
            "[1/3] FROM docker.io/library/debian:12",
            "[build linux/arm64 1/3] FROM docker.io/library/debian:12",
            "importing cache manifest from registry:5000/cache:latest",
            "resolve image config for docker-image://docker.io/docker/dockerfile:1",
            "docker-image://docker.io/docker/dockerfile:1",
            "exporting to image",
            "preparing build cache for export")) {
      accept(vertex(loads, loads).setStarted(at(1)).setCompleted(at(2)));
    }
    accept(vertex("a", "[2/3] RUN a").setStarted(at(1)).setCompleted(at(1)).setCached(true));
    accept(vertex("b", "[3/3] COPY FROM /b").setStarted(at(1)).setCompleted(at(2)));
    accept(vertex("c", "[other 1/1] RUN never started"));
    assertThat(tracker.stepsTotal()).isEqualTo(2);
    assertThat(tracker.stepsCached()).isEqualTo(1);
  }

  @Test
  void findsTheStepThatFailed() {
    log("b", 2, "the reason\n");
    accept(
        vertex("i", "importing cache manifest from x").setCompleted(at(1)).setError(text("gone")));
    accept(vertex("a", "RUN a").setCompleted(at(1)).setError(text("context canceled")));
    accept(vertex("b", "RUN b").setCompleted(at(1)).setError(text("exit code: 1")));
    assertThat(tracker.failedStep(Optional.of("another digest")).orElseThrow())
        .returns("RUN b", failed -> failed.step().name())
        .returns(List.of("the reason"), ProgressTracker.FailedStep::tail);
    assertThat(tracker.failedStep(Optional.of("a")).orElseThrow().step().name()).isEqualTo("RUN a");
  }

  @Test
  void boundsWhatAStepMayWrite() {
    String line = "x".repeat(99) + "\n";
    for (int i = 0; i < 100_000; i++) {
      log("v", 1, line);
    }
    assertThat(events.size()).isBetween(50_000, 52_500);
    assertThat(events.getLast()).contains("the rest is left out");
  }

  private void accept(Vertex.Builder vertex) {
    tracker.accept(StatusResponse.newBuilder().addVertexes(vertex).build());
  }

  private void log(String vertex, int stream, String message) {
    log(vertex, stream, message.getBytes(StandardCharsets.UTF_8));
  }

  private void log(String vertex, int stream, byte[] message) {
    tracker.accept(
        StatusResponse.newBuilder()
            .addLogs(
                VertexLog.newBuilder()
                    .setVertex(vertex)
                    .setStream(stream)
                    .setMsg(ByteString.copyFrom(message)))
            .build());
  }

  private static Vertex.Builder vertex(String digest, String name) {
    return Vertex.newBuilder().setDigest(digest).setName(text(name));
  }

  private static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private static Timestamp at(long seconds) {
    return Timestamp.newBuilder().setSeconds(seconds).build();
  }

  private static String tell(BuildEvent event) {
    int step = event.step().number();
    return switch (event) {
      case BuildEvent.StepStarted _ -> step + " started";
      case BuildEvent.StepCompleted(var _, var _, var _, var error) ->
          (step + " completed " + error.orElse("")).strip();
      case BuildEvent.LogLine(var _, var _, var errorStream, var text) ->
          step + (errorStream ? " err " : " out ") + text;
      case BuildEvent.Warning(var _, var _, var text) -> step + " warning " + text;
    };
  }
}
