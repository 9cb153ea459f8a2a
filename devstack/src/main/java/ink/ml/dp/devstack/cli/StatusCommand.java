package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.instance.JsonFile;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.platform.PlatformStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./dev status}. */
@Command(
    name = "status",
    description = "Say what runs, where it answers, and what is deployed.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @Mixin private PlatformOption option = new PlatformOption();

  @Option(names = "--json", description = "print it as JSON")
  private boolean json;

  @Override
  public Integer call() {
    Platform platform = option.platform();
    PlatformStatus status = PlatformStatus.of(platform);
    if (json) {
      System.out.println(JsonFile.text(status));
    } else {
      status
          .servers()
          .forEach(
              server ->
                  System.out.printf(
                      "%-14s %-8s %s%n", server.name(), server.state(), server.address()));
      status
          .services()
          .forEach(
              service ->
                  System.out.printf(
                      "service %s: %s, release %s, %s%n",
                      service.name(), service.state(), service.release(), service.url()));
    }
    return status.isUp() ? DevCommand.OK : DevCommand.PLATFORM_FAILED;
  }
}
