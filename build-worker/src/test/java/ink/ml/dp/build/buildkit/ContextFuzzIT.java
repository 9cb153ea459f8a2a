package ink.ml.dp.build.buildkit;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.build.testing.Buildctl;
import ink.ml.dp.build.testing.ClientRig;
import ink.ml.dp.model.failure.DeployException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the daemon gets of random contexts with random ignore files, from us and from buildctl. An
 * equal digest means equal paths, contents, modes and links. {@code -Dfuzz.seed=N} repeats a run,
 * {@code -Dfuzz.contexts=N} makes it longer.
 */
@Timeout(600)
class ContextFuzzIT {
  @TempDir private Path directory;

  @Test
  void selectsWhatBuildctlSelects() throws IOException {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    Buildctl buildctl = new Buildctl(directory);
    int built = 0;
    for (int i = 0; i < Integer.getInteger("fuzz.contexts", 20); i++) {
      Path own = directory.resolve("context" + i);
      RandomContext context = new RandomContext(seed + i, own.resolve("context"));
      String what = "-Dfuzz.seed=%d -Dfuzz.contexts=1: %s".formatted(seed + i, context);
      try (ClientRig rig = new ClientRig(own)) {
        String ours = ours(rig);
        String theirs = theirs(buildctl, rig);
        assertThat(ours.startsWith("sha256:"))
            .as(what + ours + theirs)
            .isEqualTo(theirs.startsWith("sha256:"));
        if (ours.startsWith("sha256:")) {
          built++;
          if (!ours.equals(theirs)) {
            assertThat(rig.read("ours").fileNames())
                .as(what)
                .isEqualTo(rig.read("theirs").fileNames());
          }
          assertThat(ours).as(what).isEqualTo(theirs);
        }
      }
    }
    assertThat(built).as("contexts that could be built").isPositive();
  }

  private static String ours(ClientRig rig) {
    try {
      return rig.build("ours").digest().orElseThrow().toString();
    } catch (DeployException e) {
      return e.sentence();
    }
  }

  private static String theirs(Buildctl buildctl, ClientRig rig) {
    try {
      return buildctl
          .push(rig.context(), rig.image("theirs").toString())
          .path("containerimage.digest")
          .asText();
    } catch (AssertionError e) {
      return String.valueOf(e.getMessage());
    }
  }
}
