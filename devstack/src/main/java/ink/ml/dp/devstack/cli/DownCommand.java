package ink.ml.dp.devstack.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./dev down}. */
@Command(
    name = "down",
    description = {
      "Stop the local platform; what was deployed on it is gone.",
      "Repositories, images and the build cache are kept."
    },
    mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
  @Mixin private PlatformOption option = new PlatformOption();

  @Option(names = "--volumes", description = "forget repositories, images and caches too")
  private boolean volumes;

  @Override
  public Integer call() {
    Console console = new Console();
    option.platform().down(volumes, console);
    console.say("the platform is down");
    return DevCommand.OK;
  }
}
