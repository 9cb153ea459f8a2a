package ink.ml.dp.devstack.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BuildLinesTest {
  private final List<String> said = new ArrayList<>();
  private final BuildLines build = new BuildLines(said::add);

  @Test
  void tellsEachStepOnceWithItsLongestTime() {
    log(
        "building demo",
        "#1 [internal] load build definition",
        "#1 DONE 0.0s",
        "#1 DONE 1.2s",
        "#2 [build 1/2] FROM gcc:12",
        "#3 [internal] load build context",
        "#2 DONE 0.0s",
        "#3 DONE 0.1s",
        "#2 DONE 4.9s",
        "#4 [build 2/2] RUN make",
        "#4 CACHED",
        "pushed registry:5000/demo");

    assertThat(said)
        .containsExactly(
            "build: building demo",
            "build: #1 [internal] load build definition: 1.2 s",
            "build: #2 [build 1/2] FROM gcc:12: 4.9 s",
            "build: #3 [internal] load build context: 0.1 s",
            "build: #4 [build 2/2] RUN make: cached",
            "build: pushed registry:5000/demo");
  }

  @Test
  void tellsAtOnceWhatAStepPrints() {
    log("#1 RUN make", "#1 cc -c main.c");

    assertThat(said).containsExactly("build: #1 | cc -c main.c");
  }

  @Test
  void aCacheThatIsNotThereYetIsNoError() {
    log(
        "#4 importing cache manifest from registry:5000/cache/demo",
        "#4 ERROR: failed to configure registry cache importer: registry:5000/cache/demo: not found");
    build.finish();

    assertThat(said)
        .containsExactly(
            "build: #4 importing cache manifest from registry:5000/cache/demo: none yet");
  }

  private void log(String... lines) {
    for (String line : lines) {
      build.accept("2026-11-30T05:41:26.097358Z " + line);
    }
  }
}
