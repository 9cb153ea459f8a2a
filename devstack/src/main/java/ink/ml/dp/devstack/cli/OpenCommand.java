package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.client.RefusedException;
import ink.ml.dp.devstack.client.TenantChoice;
import ink.ml.dp.devstack.instance.PlatformException;
import ink.ml.dp.devstack.platform.DeployedService;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.platform.PlatformStatus;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./dev open}. */
@Command(
    name = "open",
    description = {
      "Print a service's URL, and open it in a browser.",
      "Only in a terminal of a desktop: $(./dev open NAME) opens nothing."
    },
    mixinStandardHelpOptions = true)
final class OpenCommand implements Callable<Integer> {
  @Mixin private PlatformOption option = new PlatformOption();
  @Mixin private ServiceOption service = new ServiceOption();

  @Override
  public Integer call() {
    Platform platform = option.platform();
    PlatformStatus status = PlatformStatus.of(platform);
    if (status.servers().stream().noneMatch(server -> server.state().equals("running"))) {
      throw new PlatformException(
          "tried to open " + service.name() + " but failed because the platform does not run",
          "start it with ./dev up");
    }
    String url = url(new TenantChoice(service.name(), service.tenant()), status.services());
    System.out.println(url);
    Browser.ofThisMachine().ifPresent(browser -> browser.open(url));
    return DevCommand.OK;
  }

  /** Where visitors find the service that is meant. */
  static String url(TenantChoice choice, List<DeployedService> services) {
    String name = choice.name();
    DeployedService found =
        choice.among(
            services.stream().filter(one -> one.name().equals(name)).toList(),
            DeployedService::tenant);
    if (!found.url().startsWith("http")) {
      throw new RefusedException(
          RefusedException.FixableBy.CALLER,
          "only services of its own project reach " + name + ", at " + found.url(),
          "./dev logs " + name + " prints what it logs");
    }
    return found.url();
  }
}
