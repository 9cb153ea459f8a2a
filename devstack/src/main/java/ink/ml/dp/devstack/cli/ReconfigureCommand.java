package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.client.Deployer;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.standins.mcp.Variable;
import ink.ml.dp.model.name.ServiceName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./dev reconfigure}. */
@Command(
    name = "reconfigure",
    description = "Run the live release's image with other settings; what is not given stays.",
    mixinStandardHelpOptions = true)
final class ReconfigureCommand implements Callable<Integer> {
  @Mixin private PlatformOption option = new PlatformOption();

  @SuppressWarnings("NullAway.Init") // required: set before call()
  @Parameters(paramLabel = "NAME", description = "the service's name")
  private ServiceName name;

  @Mixin private RuntimeOptions runtime = new RuntimeOptions();

  @Option(names = "--env", paramLabel = "K=V", description = "a variable, beside those there are")
  private List<Variable> environment = new ArrayList<>();

  @Option(names = "--json", description = "print the result as JSON")
  private boolean json;

  @Override
  public Integer call() {
    Console console = new Console();
    Platform platform = option.platform();
    platform.up(console);
    return new ResultPrinter(platform, console, json)
        .print(
            new Deployer(platform, console).reconfigure(name.value(), runtime::over, environment));
  }
}
