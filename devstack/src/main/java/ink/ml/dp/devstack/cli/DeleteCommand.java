package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.client.Deployer;
import ink.ml.dp.model.result.ServiceResult;
import picocli.CommandLine.Command;

/** {@code ./dev delete}. */
@Command(name = "delete", description = "Delete a service.", mixinStandardHelpOptions = true)
final class DeleteCommand extends ServiceCommand {
  @Override
  ServiceResult ask(Deployer deployer, String service) {
    return deployer.delete(service);
  }
}
