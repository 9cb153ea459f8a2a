package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.client.Deployer;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.model.name.ServiceName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./dev restart}. */
@Command(
    name = "restart",
    description = "Start the live release anew, just as it is and without a build.",
    mixinStandardHelpOptions = true)
final class RestartCommand implements Callable<Integer> {
  @Mixin private PlatformOption option = new PlatformOption();

  @SuppressWarnings("NullAway.Init") // required: set before call()
  @Parameters(paramLabel = "NAME", description = "the service's name")
  private ServiceName name;

  @Option(names = "--json", description = "print the result as JSON")
  private boolean json;

  @Override
  public Integer call() {
    Console console = new Console();
    Platform platform = option.platform();
    platform.up(console);
    return new ResultPrinter(platform, console, json)
        .print(new Deployer(platform, console).restart(name.value()));
  }
}
