package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.client.Deployer;
import ink.ml.dp.devstack.standins.mcp.Variable;
import ink.ml.dp.model.result.ServiceResult;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./dev reconfigure}. */
@Command(
    name = "reconfigure",
    description = "Run the live release's image with other settings; what is not given stays.",
    mixinStandardHelpOptions = true)
final class ReconfigureCommand extends ServiceCommand {
  @Mixin private RuntimeOptions runtime = new RuntimeOptions();

  @Option(names = "--env", paramLabel = "K=V", description = "a variable, beside those there are")
  private List<Variable> environment = new ArrayList<>();

  @Override
  ServiceResult ask(Deployer deployer, String service) {
    return deployer.reconfigure(service, runtime::over, environment);
  }
}
