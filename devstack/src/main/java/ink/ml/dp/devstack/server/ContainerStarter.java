package ink.ml.dp.devstack.server;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.JsonFile;
import ink.ml.dp.devstack.instance.PlatformException;
import ink.ml.dp.devstack.server.ServerDefinition.Kind;
import ink.ml.dp.devstack.server.ServerDefinition.PublishedPort;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.containers.wait.strategy.WaitStrategy;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * Starts a server through Testcontainers. Marked as reusable, so that it outlives this process; who
 * finds it again is {@link Containers}.
 */
final class ContainerStarter {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Instance instance;
  private final Containers containers;
  private final ReadinessCheck readiness;

  ContainerStarter(Instance instance, Containers containers, ReadinessCheck readiness) {
    this.instance = instance;
    this.containers = containers;
    this.readiness = readiness;
  }

  /** Creates, starts and waits until the server is usable. */
  void start(ServerDefinition server, String image, Map<String, Integer> hostPorts, String digest) {
    GenericContainer<?> container = container(server, image);
    container.setPortBindings(server.bindings(hostPorts));
    container
        .withExposedPorts(
            server.ports().stream().map(PublishedPort::container).toArray(Integer[]::new))
        .withNetworkMode(instance.network())
        .withEnv(server.environment())
        .withLabels(
            Map.of(
                Instance.LABEL,
                instance.id(),
                Instance.CHECKOUT_LABEL,
                instance.root().toString(),
                Containers.DEFINITION_LABEL,
                digest))
        .withCreateContainerCmdModifier(create -> adjust(create, server))
        .withReuse(true)
        .waitingFor(until(server));
    if (!server.command().isEmpty()) {
      container.withCommand(server.command().toArray(String[]::new));
    }
    server
        .files()
        .forEach(
            (path, file) ->
                container.withCopyToContainer(
                    MountableFile.forHostPath(instance.home().resolve(file), 0444), path));
    try {
      container.start();
    } catch (RuntimeException e) {
      throw new PlatformException(
          "tried to start %s but failed because %s%n%s"
              .formatted(server.name(), rootMessage(e), containers.logTail(server, 30))
              .strip(),
          "look at `docker logs " + instance.container(server.name()) + "`, then try again",
          e);
    }
    if (container instanceof K3sContainer cluster) {
      JsonFile.writeText(
          instance.kubeconfig(),
          cluster.getKubeConfigYaml().replace("https://localhost:", "https://127.0.0.1:"));
    }
  }

  // Closed by nobody: the container is to outlive this process.
  @SuppressWarnings("resource")
  private static GenericContainer<?> container(ServerDefinition server, String image) {
    DockerImageName name = DockerImageName.parse(image);
    if (server.isControlPlane()) {
      return new K3sContainer(name.asCompatibleSubstituteFor("rancher/k3s"));
    }
    GenericContainer<?> container = new GenericContainer<>(name);
    container.setPrivilegedMode(server.kind() != Kind.PLAIN);
    if (server.kind() == Kind.NODE) { // as K3sContainer does it
      container
          .withFileSystemBind("/sys/fs/cgroup", "/sys/fs/cgroup", BindMode.READ_WRITE)
          .withTmpFs(Map.of("/run", "", "/var/run", ""))
          .withCreateContainerCmdModifier(create -> hostConfig(create).withCgroupnsMode("host"));
    }
    return container;
  }

  /**
   * Not the library's own waits, which go on for a server that has ended and look once a second.
   */
  private WaitStrategy until(ServerDefinition server) {
    return new AbstractWaitStrategy() {
      @Override
      protected void waitUntilReady() {
        ReadinessCheck.Seen seen =
            new ReadinessCheck.Seen() {
              @Override
              public boolean isRunning() {
                return waitStrategyTarget.isRunning();
              }

              @Override
              public String log() {
                return waitStrategyTarget.getLogs();
              }
            };
        switch (readiness.await(server, seen, LIMIT)) {
          case READY -> {}
          case ENDED -> throw new ContainerLaunchException("it ended before it was ready");
          case SILENT ->
              throw new ContainerLaunchException(
                  "it was not ready after %d s".formatted(LIMIT.toSeconds()));
        }
      }
    };
  }

  private void adjust(CreateContainerCmd create, ServerDefinition server) {
    List<Mount> mounts =
        server.volumes().stream()
            .map(
                volume -> {
                  Mount mount = new Mount().withType(MountType.VOLUME).withTarget(volume.path());
                  return volume.name().isEmpty()
                      ? mount
                      : mount.withSource(instance.volume(volume.name()));
                })
            .toList();
    hostConfig(create).withMounts(mounts);
    create
        .withName(instance.container(server.name()))
        .withHostName(server.name())
        .withAliases(server.name());
  }

  private static HostConfig hostConfig(CreateContainerCmd create) {
    return Objects.requireNonNull(create.getHostConfig());
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
