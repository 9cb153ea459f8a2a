package ink.ml.dp.devstack.platform;

import ink.ml.dp.devstack.process.JavaService;
import ink.ml.dp.devstack.server.Containers;
import ink.ml.dp.devstack.server.ServerDefinition;
import ink.ml.dp.devstack.server.ServerFleet;
import ink.ml.dp.devstack.server.Servers;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

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
    containers.createVolumes();
    Services services = platform.services();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<Void> nothing = CompletableFuture.completedFuture(null);
      CompletableFuture<Void> registry = after(nothing, Part.REGISTRY, this::registry, pool);
      CompletableFuture<Void> buildkit =
          after(nothing, Part.BUILDKIT, () -> ensure(Servers.BUILDKIT), pool);
      CompletableFuture<Void> temporal =
          after(nothing, Part.TEMPORAL, () -> ensure(Servers.TEMPORAL), pool);
      CompletableFuture<Void> cluster = after(nothing, Part.CLUSTER, () -> cluster(pool), pool);
      CompletableFuture<Void> ingress = after(cluster, Part.CLUSTER, this::ingress, pool);
      CompletableFuture<Void> standIns =
          after(nothing, Part.STAND_INS, () -> ensure(services.standIns()), pool);
      CompletableFuture<Void> ready = CompletableFuture.allOf(temporal, standIns);
      CompletableFuture<Void> build =
          after(ready, Part.BUILD_WORKER, () -> ensure(services.buildWorker()), pool);
      CompletableFuture<Void> deploy =
          after(
              CompletableFuture.allOf(ready, cluster),
              Part.DEPLOY_WORKER,
              () -> ensure(services.deployWorker()),
              pool);
      join(CompletableFuture.allOf(registry, buildkit, ingress, standIns, build, deploy));
    }
  }

  private CompletableFuture<Void> after(
      CompletableFuture<Void> earlier, Part part, Runnable work, ExecutorService pool) {
    return parts.contains(part) ? earlier.thenRunAsync(work, pool) : earlier;
  }

  private void registry() {
    ensure(Servers.REGISTRY);
    BaseImages base =
        new BaseImages(platform.instance(), platform.images(), platform.endpoints().registryPort());
    int pushed = base.push();
    if (pushed > 0) {
      progress.say("registry filled with " + pushed + " base images");
    }
  }

  private void cluster(ExecutorService pool) {
    if (fleet.clusterRuns()) {
      return;
    }
    CompletableFuture<Void> agent = CompletableFuture.runAsync(() -> start(Servers.RUN_NODE), pool);
    start(Servers.CONTROL_NODE);
    join(agent);
  }

  private void ingress() {
    platform.cluster().awaitIngress();
  }

  private void ensure(ServerDefinition server) {
    if (fleet.ensure(server)) {
      progress.say(server.name() + " ready");
    }
  }

  private void start(ServerDefinition server) {
    fleet.start(server);
    progress.say(server.name() + " ready");
  }

  private void ensure(JavaService service) {
    if (platform.processes().ensure(service)) {
      progress.say(service.name() + " ready");
    }
  }

  private static void join(CompletableFuture<Void> work) {
    try {
      work.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
