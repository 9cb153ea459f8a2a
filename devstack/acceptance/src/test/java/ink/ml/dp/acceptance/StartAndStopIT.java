package ink.ml.dp.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.server.Part;
import ink.ml.dp.devstack.testing.TestPlatform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** {@code ./dev} starts and stops the platform, also after one that was killed half-way. */
@Order(4)
@ResourceLock(OwnPlatform.NAME)
class StartAndStopIT {
  @RegisterExtension static final OwnPlatform OWN = new OwnPlatform();

  @TempDir private Path directory = Path.of("");

  @Test
  void aKilledStartIsFinishedByTheNextAndTheDemoLeavesNothing() {
    Platform platform = OWN.start();
    platform.down(false, Progress.SILENT);
    Dev dev = new Dev(directory, OwnPlatform.NAME);

    Dev.Running status = dev.run("status");
    assertThat(status.exitCode()).isEqualTo(3);
    assertThat(status.stdout()).noneMatch(line -> line.contains("running"));

    Dev.Running killed = dev.start("up");
    killed.awaitLine("registry ready");
    killed.signalGroup("KILL");
    assertThat(killed.exitCode()).isNotZero();

    Dev.Running one = dev.start("up");
    Dev.Running other = dev.start("up");
    assertThat(one.exitCode()).as(String.join("\n", one.stderr())).isZero();
    assertThat(other.exitCode()).as(String.join("\n", other.stderr())).isZero();
    assertThat(List.of(one, other))
        .anyMatch(up -> up.stderr().stream().anyMatch(line -> line.contains("waiting for")));
    assertThat(one.stdout()).isEmpty();

    Dev.Running demo = dev.run("demo", "--once");
    assertThat(demo.exitCode()).as(String.join("\n", demo.stderr())).isZero();
    assertThat(demo.stdout()).hasSize(1);
    assertThat(demo.stdout().getFirst()).matches("http://demo\\.localhost:\\d+");
    assertThat(demo.stderr())
        .anyMatch(line -> line.endsWith("GET " + demo.stdout().getFirst() + " answers 200"))
        .anyMatch(line -> line.contains("Starting gVisor"));
    assertThat(left(platform, "ps", "--all")).isEmpty();
    assertThat(left(platform, "network", "ls")).isEmpty();
    assertThat(platform.processes().list()).isEmpty();

    assertThat(dev.run("down", "--volumes").exitCode()).isZero();
    assertThat(left(platform, "volume", "ls")).isEmpty();
    assertThat(Files.exists(platform.services().standInsState())).isFalse();
  }

  @Test
  void aStartThatFailedOnceIsTriedAgain() {
    Platform platform = new Platform(Instance.of(TestPlatform.root()).named("second-try"));
    String hub = platform.instance().container("hub");
    List<String> said = new CopyOnWriteArrayList<>();
    try {
      platform.start(
          Set.of(Part.REGISTRY),
          line -> {
            if (line.equals("hub ready") && !said.contains(line)) {
              Docker.run("kill", hub);
            }
            said.add(line);
          });

      assertThat(said)
          .filteredOn(line -> line.startsWith("hub") || line.startsWith("tried to "))
          .satisfiesExactly(
              line -> assertThat(line).isEqualTo("hub ready"),
              line -> assertThat(line).endsWith("\ntrying once more"),
              line -> assertThat(line).isEqualTo("hub ready"),
              line -> assertThat(line).matches("hub filled with \\d+ base images"));
      assertThat(said).contains("registry ready", "registry-read ready", "mirror ready");
    } finally {
      platform.down(true, Progress.SILENT);
    }
  }

  private static List<String> left(Platform platform, String... list) {
    List<String> arguments = new ArrayList<>(List.of(list));
    arguments.addAll(
        List.of("--quiet", "--filter", "label=" + Instance.LABEL + "=" + platform.instance().id()));
    return Docker.run(arguments.toArray(String[]::new)).lines().toList();
  }
}
