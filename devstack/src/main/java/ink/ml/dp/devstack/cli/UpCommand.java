package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.platform.Platform;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./dev up}. */
@Command(
    name = "up",
    description = "Start the local platform, or what is missing of it.",
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
  @Mixin private PlatformOption option = new PlatformOption();

  @Override
  public Integer call() {
    Platform platform = option.platform();
    Console console = new Console();
    platform.up(console);
    console.say("the platform is up; Temporal's pages: " + platform.endpoints().temporalUi());
    return DevCommand.OK;
  }
}
