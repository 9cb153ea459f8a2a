package ink.ml.dp.devstack.platform;

import ink.ml.dp.devstack.instance.Ports;
import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.server.Containers;
import ink.ml.dp.devstack.server.Part;
import ink.ml.dp.devstack.server.ServerDefinition;
import ink.ml.dp.devstack.server.ServerFleet;
import ink.ml.dp.devstack.server.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One start of the platform: everything as early as what it needs allows. */
final class Startup {
  private final Platform platform;
  private final ServerFleet fleet;
  private final Set<Part> parts;
  private final Progress progress;

  Startup(Platform platform, ServerFleet fleet, Set<Part> parts, Progress progress) {
    this.platform = platform;
    this.fleet = fleet;
    this.parts = Set.copyOf(parts);
    this.progress = progress;
  }

  void run() {
    Containers containers = platform.containers();
    containers.createNetwork();
    containers.createVolumes(platform.blueprint().servers());
    StartOrder.run(steps(), parts);
  }

  private List<StartStep> steps() {
    List<StartStep> steps = new ArrayList<>();
    List<ServerDefinition> nodes = platform.blueprint().nodes();
    // A cluster is only ever started whole, so whether it runs is asked once, before all nodes.
    List<ServerDefinition> started = new ArrayList<>();
    steps.add(
        new StartStep(
            "cluster",
            Part.CLUSTER,
            List.of(),
            () -> {
              if (!fleet.clusterRuns(nodes)) {
                started.addAll(nodes);
              }
            }));
    for (ServerDefinition server : platform.blueprint().servers()) {
      steps.add(
          nodes.contains(server)
              ? new StartStep(
                  server.name(),
                  server.part(),
                  List.of("cluster"),
                  () -> {
                    if (started.contains(server)) {
                      start(server);
                    }
                  })
              : new StartStep(server.name(), server.part(), server.needs(), () -> ensure(server)));
    }
    ServerDefinition hub = Servers.HUB;
    steps.add(new StartStep("base images", hub.part(), List.of(hub.name()), this::fillHub));
    for (Services.Planned service : platform.services().planned()) {
      steps.add(
          new StartStep(service.name(), service.part(), service.needs(), () -> ensure(service)));
    }
    steps.addAll(platform.blueprint().further(platform, progress));
    return steps;
  }

  private void fillHub() {
    int filled = platform.baseImages().fill();
    if (filled > 0) {
      progress.say("hub filled with " + filled + " base images");
    }
  }

  private void ensure(ServerDefinition server) {
    if (fleet.ensure(server)) {
      progress.say(server.name() + " ready");
    }
  }

  private void start(ServerDefinition server) {
    fleet.start(server);
    progress.say(server.name() + " ready");
    if (server.ports().stream().anyMatch(port -> port.name().equals(Servers.APPS_PORT))) {
      platform
          .unexpectedAppsPort()
          .ifPresent(
              port ->
                  progress.say(
                      "port %d is taken by another program: services answer at port %d"
                          .formatted(Ports.FIRST_APPS_PORT, port)));
    }
  }

  private void ensure(Services.Planned service) {
    if (platform.processes().find(service.name()).isEmpty()) {
      platform.services().choosePorts(service);
    }
    if (platform.processes().ensure(service.program().get())) {
      progress.say(service.name() + " ready");
    }
  }
}
