package ink.ml.dp.acceptance;

import ink.ml.dp.devstack.client.ServiceStarter;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.process.Command;
import ink.ml.dp.devstack.server.Part;
import ink.ml.dp.devstack.standins.StandInsClient;
import ink.ml.dp.devstack.testing.TestPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** A whole platform, as tests see it. */
final class TestedPlatform {
  /** Names {@link #shared} in {@code @ResourceLock}: what one class looks at is not another's. */
  static final String SHARED = "the tests' platform";

  private static final class Shared {
    static final TestedPlatform INSTANCE = new TestedPlatform(TestPlatform.with(Part.values()));
  }

  private final Platform platform;
  private final StandInsClient standIns;
  private final ServiceStarter starter;

  TestedPlatform(Platform platform) {
    this.platform = platform;
    this.starter = new ServiceStarter(platform.endpoints().temporalAddress());
    try {
      this.standIns =
          StandInsClient.of(
              platform.services().standInsState(),
              platform.endpoints().gitPort(),
              platform.endpoints().mcpPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one that all tests share which leave the servers alone. */
  static TestedPlatform shared() {
    return Shared.INSTANCE;
  }

  Platform platform() {
    return platform;
  }

  StandInsClient standIns() {
    return standIns;
  }

  ServiceStarter starter() {
    return starter;
  }

  Histories histories() {
    return new Histories(starter.client());
  }

  TestService service(String tenant, String name) {
    return new TestService(this, tenant, name);
  }

  String kubectl(String... arguments) {
    return platform.cluster().kubectl(Duration.ofMinutes(1), "", arguments);
  }

  /** The objects of a namespace that a service may consist of; none when it is being removed. */
  List<String> workloads(String namespace) {
    return kubectl(
            "get",
            "deployments,replicasets,pods,services,ingresses,secrets,configmaps",
            "--namespace=" + namespace,
            "--selector=dp.ml.ink/service",
            "--output=name",
            "--ignore-not-found")
        .lines()
        .filter(line -> line.contains("/"))
        .toList();
  }

  boolean hasNamespace(String namespace) {
    return kubectl("get", "namespaces", "--output=name")
        .lines()
        .anyMatch(("namespace/" + namespace)::equals);
  }

  void awaitNoNamespace(String namespace) {
    Await.until("there is no namespace " + namespace, () -> !hasNamespace(namespace));
  }

  /** Everything that builds left in the build worker's workspace. */
  List<Path> checkouts() {
    try (Stream<Path> found =
        Files.list(platform.instance().home().resolve("workspace/checkouts"))) {
      return found.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes what builds have left after half a minute. */
  void sweepCheckouts() {
    Instant limit = Instant.now().plusSeconds(30);
    while (!checkouts().isEmpty() && Instant.now().isBefore(limit)) {
      Await.pause(Duration.ofSeconds(1));
    }
    for (Path checkout : checkouts()) {
      Command.output(Duration.ofSeconds(30), "rm", "-r", "-f", checkout.toString());
    }
  }

  void awaitNoCheckouts() {
    Await.until("the build worker's disk holds no checkout", () -> checkouts().isEmpty());
  }
}
