package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.client.Deployer;
import ink.ml.dp.model.result.ServiceResult;
import picocli.CommandLine.Command;

/** {@code ./dev rollback}. */
@Command(
    name = "rollback",
    description = "Go back to the service's last good release, without a build.",
    mixinStandardHelpOptions = true)
final class RollbackCommand extends ServiceCommand {
  @Override
  ServiceResult ask(Deployer deployer, String service) {
    return deployer.rollback(service);
  }
}
