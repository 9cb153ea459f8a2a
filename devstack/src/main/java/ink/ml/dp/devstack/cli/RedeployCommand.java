package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.client.Deployer;
import ink.ml.dp.model.result.ServiceResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./dev redeploy}. */
@Command(
    name = "redeploy",
    description = "Deploy a service again, from its repository as it is now.",
    mixinStandardHelpOptions = true)
final class RedeployCommand extends ServiceCommand {
  @Option(names = "--force", description = "build although nothing has changed, without any cache")
  private boolean force;

  @Override
  ServiceResult ask(Deployer deployer, String service) {
    return deployer.redeploy(service, force);
  }
}
