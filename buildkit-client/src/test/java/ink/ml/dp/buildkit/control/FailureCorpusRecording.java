package ink.ml.dp.buildkit.control;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.buildkit.failure.RecordedFailure;
import ink.ml.dp.buildkit.testing.TestServers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Records the corpus anew, into {@code target}: what the daemon of today says is still taken for
 * what it is. The file goes into the test's resources when a new daemon says something new. A
 * hundred builds are too many for the suite: {@code -Dit.test=FailureCorpusRecording} runs it.
 */
@Timeout(500)
class FailureCorpusRecording {
  private static final Path RECORDED = Path.of("target/recorded.jsonl");

  @Test
  void theDaemonStillSaysWhatWeUnderstand() throws Exception {
    FailureRecorder.record(
        TestServers.buildkit(),
        TestServers.registry().host().value(),
        Path.of("src/test/resources/failures/builds.jsonl"),
        RECORDED);
    List<RecordedFailure> wrong =
        RecordedFailure.read(RECORDED).stream().filter(row -> !row.isRight()).toList();
    assertThat(wrong).isEmpty();
  }
}
