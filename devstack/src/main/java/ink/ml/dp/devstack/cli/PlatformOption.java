package ink.ml.dp.devstack.cli;

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

  Instance instance() {
    Instance own = Instance.of(Path.of(System.getProperty("devstack.root", ".")));
    return name.isEmpty() ? own : own.named(name);
  }

  Platform platform() {
    return new Platform(instance());
  }
}
