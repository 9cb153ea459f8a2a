package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.client.Deployer;
import ink.ml.dp.model.result.ServiceResult;
import picocli.CommandLine.Command;

/** {@code ./dev restart}. */
@Command(
    name = "restart",
    description = "Start the live release anew, just as it is and without a build.",
    mixinStandardHelpOptions = true)
final class RestartCommand extends ServiceCommand {
  @Override
  ServiceResult ask(Deployer deployer, String service) {
    return deployer.restart(service);
  }
}
