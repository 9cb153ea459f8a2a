package ink.ml.dp.buildkit;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.buildkit.testing.Buildctl;
import ink.ml.dp.buildkit.testing.ClientRig;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * What of random contexts with random ignore files gets into an image, by us and by buildctl: the
 * same paths, contents, modes and links. {@code -Dfuzz.seed=N} repeats a run, {@code
 * -Dfuzz.contexts=N} makes it longer.
 */
@Timeout(600)
@ResourceLock(Buildctl.CONTEXTS)
class ContextFuzzIT {
  @TempDir private Path directory;

  @Test
  void selectsWhatBuildctlSelects() throws IOException {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    Buildctl buildctl = new Buildctl(directory);
    int built = 0;
    for (int i = 0; i < Integer.getInteger("fuzz.contexts", 12); i++) {
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
          assertThat(rig.read("ours").listing()).as(what).isEqualTo(rig.read("theirs").listing());
        }
      }
    }
    assertThat(built).as("contexts that could be built").isPositive();
  }

  private static String ours(ClientRig rig) {
    try {
      return rig.build("ours").digest().orElseThrow().toString();
    } catch (BuildFailedException e) {
      return e.getMessage();
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
