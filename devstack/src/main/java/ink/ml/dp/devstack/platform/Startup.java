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
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<Void> nothing = CompletableFuture.completedFuture(null);
      CompletableFuture<Void> registry =
          CompletableFuture.allOf(
              after(nothing, Part.REGISTRY, () -> ensure(Servers.REGISTRY), pool),
              after(nothing, Part.REGISTRY, () -> ensure(Servers.REGISTRY_READ), pool));
      CompletableFuture<Void> hub = after(nothing, Part.REGISTRY, () -> ensure(Servers.HUB), pool);
      CompletableFuture<Void> filled = after(hub, Part.REGISTRY, this::fillHub, pool);
      CompletableFuture<Void> mirror =
          after(hub, Part.REGISTRY, () -> ensure(Servers.MIRROR), pool);
      CompletableFuture<Void> buildkit =
          // It looks for its registries when it starts, and then every other second.
          after(
              CompletableFuture.allOf(registry, mirror),
              Part.BUILDKIT,
              () -> ensure(Servers.BUILDKIT),
              pool);
      CompletableFuture<Void> temporal =
          after(nothing, Part.TEMPORAL, () -> ensure(Servers.TEMPORAL), pool);
      CompletableFuture<Void> cluster = after(nothing, Part.CLUSTER, () -> cluster(pool), pool);
      CompletableFuture<Void> ingress = after(cluster, Part.CLUSTER, this::ingress, pool);
      CompletableFuture<Void> standIns =
          after(nothing, Part.STAND_INS, () -> ensure(platform.services().standIns()), pool);
      // A worker is told its servers' ports, which are certain once they run.
      CompletableFuture<Void> ready = CompletableFuture.allOf(registry, temporal, standIns);
      CompletableFuture<Void> build =
          after(
              CompletableFuture.allOf(ready, buildkit),
              Part.BUILD_WORKER,
              () -> ensure(platform.services().buildWorker()),
              pool);
      CompletableFuture<Void> deploy =
          after(
              CompletableFuture.allOf(ready, cluster),
              Part.DEPLOY_WORKER,
              () -> ensure(platform.services().deployWorker()),
              pool);
      join(CompletableFuture.allOf(filled, mirror, buildkit, ingress, standIns, build, deploy));
    }
  }

  private CompletableFuture<Void> after(
      CompletableFuture<Void> earlier, Part part, Runnable work, ExecutorService pool) {
    return parts.contains(part) ? earlier.thenRunAsync(work, pool) : earlier;
  }

  private void fillHub() {
    BaseImages base =
        new BaseImages(platform.instance(), platform.images(), platform.endpoints().hubPort());
    int filled = base.fill();
    if (filled > 0) {
      progress.say("hub filled with " + filled + " base images");
    }
  }

  private void cluster(ExecutorService pool) {
    if (fleet.clusterRuns()) {
      return;
    }
    // Both are waited for, whatever becomes of the other: who tries again removes what is left.
    join(
        CompletableFuture.allOf(
            CompletableFuture.runAsync(() -> start(Servers.RUN_NODE), pool),
            CompletableFuture.runAsync(() -> start(Servers.CONTROL_NODE), pool)));
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
