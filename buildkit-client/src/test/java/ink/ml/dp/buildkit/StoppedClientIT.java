package ink.ml.dp.buildkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ink.ml.dp.buildkit.testing.BuilderContainer;
import ink.ml.dp.buildkit.testing.ClientRig;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A build that is cancelled ends at once, whatever it is at, in the daemon too. */
@Timeout(120)
class StoppedClientIT {
  @TempDir private Path directory;
  private ClientRig rig;

  @BeforeEach
  void start() {
    rig = new ClientRig(directory);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void endsWhileFilesAreSent() throws Exception {
    rig.files(Map.of("Dockerfile", "FROM scratch\nCOPY . /\n"));
    try (RandomAccessFile huge =
        new RandomAccessFile(rig.context().resolve("huge").toFile(), "rw")) {
      // Sparse, and far more than can be sent before the test's time is over.
      huge.setLength(1L << 40);
    }
    Files.deleteIfExists(directory.resolve("ledger"));
    assertCancelled(
        rig.request().context(LocalSource.directory(rig.context())),
        event -> event.step().name().contains("load build context"));
  }

  @Test
  void endsAStepThatRuns() {
    String mark = "sleep 60" + System.nanoTime() % 100_000;
    rig.files(Map.of("Dockerfile", "FROM debian:12\nRUN echo asleep && " + mark + "\n"));
    assertCancelled(
        rig.request(),
        event -> event instanceof BuildEvent.LogLine line && line.text().equals("asleep"));
    BuilderContainer.shared().awaitNoProcess(mark);
  }

  @Test
  void endsAPush() {
    rig.files(
        Map.of("Dockerfile", "FROM debian:12\nRUN head -c 300000000 /dev/urandom > /large\n"));
    assertCancelled(
        rig.request().image(new ImageExport(rig.image("pushed").value(), false, Compression.GZIP)),
        event ->
            event instanceof BuildEvent.StepStarted
                && event.step().name().startsWith("exporting to image"));
  }

  @Test
  void endsBeforeItBegan() {
    rig.files(Map.of("Dockerfile", "FROM debian:12\nRUN sleep 600\n"));
    CancellationSource cancel = new CancellationSource();
    cancel.cancel();
    BuildFailedException failure =
        catchThrowableOfType(
            BuildFailedException.class, () -> rig.build(rig.request().build(), cancel));
    assertThat(failure.failure()).isInstanceOf(BuildFailure.Cancelled.class);
  }

  /** Cancels as soon as an event says that the build is where it should be. */
  private void assertCancelled(BuildRequest.Builder request, Predicate<BuildEvent> there) {
    CancellationSource cancel = new CancellationSource();
    BuildFailedException failure =
        catchThrowableOfType(
            BuildFailedException.class,
            () ->
                rig.client()
                    .solve(
                        request.build(),
                        event -> {
                          if (there.test(event)) {
                            cancel.cancel();
                          }
                        },
                        cancel));
    assertThat(failure).as("the build must be cancelled").isNotNull();
    assertThat(failure.failure())
        .as(failure.getMessage())
        .isInstanceOf(BuildFailure.Cancelled.class);
  }
}
