package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.full.FullBlueprint;
import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.platform.Platform;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which platform a command is about. */
final class PlatformOption {
  @Option(
      names = "--instance",
      hidden = true,
      defaultValue = "${env:DEVSTACK_INSTANCE:-}",
      description = "a further platform beside this checkout's own")
  private String name = "";

  @Option(
      names = "--full",
      description = "the full platform: five nodes with production's manifests on them")
  private boolean full;

  boolean isFull() {
    // A check that calls ./dev again means the same platform.
    return full || "true".equals(System.getenv("DEVSTACK_FULL"));
  }

  private Instance instance() {
    Instance own = Instance.of(Path.of(System.getProperty("devstack.root", ".")));
    return name.isEmpty() ? own : own.named(name);
  }

  Platform platform() {
    return isFull() ? FullBlueprint.beside(instance()) : new Platform(instance());
  }
}
