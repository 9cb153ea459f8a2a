package ink.ml.dp.model.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import ink.ml.dp.model.name.RequestId;
import ink.ml.dp.model.name.Sequence;
import ink.ml.dp.model.result.ServiceResult;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleaseRecordTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path STORED = Path.of("src/test/resources/stored");

  @Test
  void recordsOfTheFirstFormAreStillRead() throws IOException {
    ReleaseRecord release = stored();

    assertThat(release.id()).isEqualTo("r7");
    assertThat(release.state()).isEqualTo(new ReleaseState.Failed("CRASH_LOOP"));
    assertThat(release.attempt()).isZero();
    assertThat(release.results()).isEmpty();
    assertThat(release.runtime().port().number()).isEqualTo(8080);
  }

  @ParameterizedTest
  @CsvSource({"pending,false", "live,true", "replaced,true", "CRASH_LOOP,false", "NEXT_YEAR,false"})
  void aStateIsOneWord(String word, boolean good) throws IOException {
    ReleaseState state = JSON.readValue('"' + word + '"', ReleaseState.class);

    assertThat(JSON.writeValueAsString(state)).isEqualTo('"' + word + '"');
    assertThat(state.isGood()).isEqualTo(good);
  }

  @Test
  void onlyAFailureOfItsOwnerIsTheLastWord() {
    assertThat(new ReleaseState.Failed("CRASH_LOOP").isFinal()).isTrue();
    assertThat(new ReleaseState.Failed("IMAGE_PULL_FAILED").isFinal()).isFalse();
    assertThat(new ReleaseState.Failed("NO_CAPACITY").isFinal()).isFalse();
    assertThat(new ReleaseState.Failed("NEXT_YEAR").isFinal()).isFalse();
  }

  @Test
  void theNewestFiveAnswersAreKept() throws IOException {
    ReleaseRecord release = stored();
    for (long i = 8; i <= 14; i++) {
      release = release.answering(answer(i));
    }

    assertThat(release.results())
        .extracting(ServiceResult::sequence)
        .containsExactly(14L, 13L, 12L, 11L, 10L);
    assertThat(release.answerTo(new RequestId("req-12"), new Sequence(12))).contains(answer(12));
    assertThat(release.answerTo(new RequestId("req-12"), new Sequence(13))).isEmpty();
    assertThat(release.answerTo(new RequestId("req-8"), new Sequence(8))).isEmpty();
  }

  private static ReleaseRecord stored() throws IOException {
    return JSON.readValue(
        STORED.resolve("release-of-the-first-form.json").toFile(), ReleaseRecord.class);
  }

  private static ServiceResult answer(long sequence) {
    return new ServiceResult(
        "req-" + sequence, sequence, "running", "http://web", null, null, "r7", null, sequence);
  }
}
