package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.client.Deployer;
import ink.ml.dp.model.result.ServiceResult;
import picocli.CommandLine.Command;

/** {@code ./dev redeploy}. */
@Command(
    name = "redeploy",
    description = "Deploy a service again, from its repository as it is now.",
    mixinStandardHelpOptions = true)
final class RedeployCommand extends ServiceCommand {
  @Override
  ServiceResult ask(Deployer deployer, String service) {
    return deployer.redeploy(service);
  }
}
