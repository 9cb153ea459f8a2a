package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.instance.JsonFile;
import ink.ml.dp.devstack.platform.DeployedService;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.platform.PlatformStatus;
import ink.ml.dp.model.name.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./dev status}. */
@Command(
    name = "status",
    description = "Say what runs, where it answers, and what is deployed.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @Mixin private PlatformOption option = new PlatformOption();

  @Option(names = "--tenant", description = "only this one's services")
  private @Nullable Tenant tenant;

  @Option(names = "--json", description = "print it as JSON")
  private boolean json;

  @Override
  public Integer call() {
    Platform platform = option.platform();
    PlatformStatus status = PlatformStatus.of(platform);
    if (tenant != null) {
      status = status.of(tenant.value());
    }
    if (json) {
      System.out.println(JsonFile.text(status));
    } else {
      print(status);
    }
    return status.isUp() ? DevCommand.OK : DevCommand.PLATFORM_FAILED;
  }

  private static void print(PlatformStatus status) {
    Table servers = new Table("SERVER", "STATE", "AGE", "WHERE");
    for (PlatformStatus.ServerStatus server : status.servers()) {
      servers.row(server.name(), server.state(), age(server.since()), server.address());
    }
    servers.lines().forEach(System.out::println);
    Table services = new Table("SERVICE", "TENANT", "STATE", "RELEASE", "AGE", "URL");
    for (DeployedService service : status.services()) {
      services.row(
          service.name(),
          service.tenant(),
          service.state(),
          service.release(),
          age(service.since()),
          service.url());
    }
    if (!status.services().isEmpty()) {
      System.out.println();
      services.lines().forEach(System.out::println);
    }
  }

  private static String age(@Nullable String since) {
    return since == null ? "-" : Table.age(Duration.between(Instant.parse(since), Instant.now()));
  }
}
