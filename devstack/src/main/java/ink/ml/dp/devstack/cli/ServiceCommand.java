package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.client.Deployer;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.model.result.ServiceResult;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command for a service that is there, which ends with a result. */
abstract class ServiceCommand implements Callable<Integer> {
  @Mixin private PlatformOption option = new PlatformOption();

  @Mixin private ServiceOption service = new ServiceOption();

  @Option(names = "--json", description = "print the result as JSON")
  private boolean json;

  /** Asks for it and waits for the result. */
  abstract ServiceResult ask(Deployer deployer, String service);

  @Override
  public final Integer call() {
    Console console = new Console();
    Platform platform = option.platform();
    platform.up(console);
    return new ResultPrinter(platform, console, json)
        .print(ask(new Deployer(platform, console).of(service.tenant()), service.name()));
  }
}
