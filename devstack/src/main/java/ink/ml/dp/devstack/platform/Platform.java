package ink.ml.dp.devstack.platform;

import ink.ml.dp.devstack.image.Images;
import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.InstanceLock;
import ink.ml.dp.devstack.instance.PlatformException;
import ink.ml.dp.devstack.instance.Ports;
import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.process.Command;
import ink.ml.dp.devstack.process.CommandException;
import ink.ml.dp.devstack.process.JavaServices;
import ink.ml.dp.devstack.server.Containers;
import ink.ml.dp.devstack.server.Part;
import ink.ml.dp.devstack.server.ServerDefinition;
import ink.ml.dp.devstack.server.ServerFleet;
import ink.ml.dp.devstack.server.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The local platform of one instance. Everything here may be called again at any time: what is
 * there is kept, what is missing is started, what is out of date is replaced.
 */
public final class Platform {
  /** What {@code ensure-daemon.sh --check} ends with where it would start a daemon. */
  static final int CAN_START = 2;

  private final Instance instance;
  private final Ports ports;
  private final Blueprint blueprint;
  private final Images images;
  private final Containers containers;
  private final JavaServices processes;

  /** The quick one, which is for daily work and the tests. */
  public Platform(Instance instance) {
    this(instance, Blueprint.QUICK);
  }

  public Platform(Instance instance, Blueprint blueprint) {
    this.instance = instance;
    this.blueprint = blueprint;
    this.ports = Ports.of(instance);
    this.images = new Images(instance, blueprint.images());
    this.containers = new Containers(instance);
    this.processes = new JavaServices(instance);
  }

  public Instance instance() {
    return instance;
  }

  public Blueprint blueprint() {
    return blueprint;
  }

  public Endpoints endpoints() {
    return new Endpoints(ports, blueprint.scheme(), blueprint.domain());
  }

  public Containers containers() {
    return containers;
  }

  public JavaServices processes() {
    return processes;
  }

  public Images images() {
    return images;
  }

  /** See {@link Ports#unexpectedApps}. */
  Optional<Integer> unexpectedAppsPort() {
    return ports.unexpectedApps();
  }

  /** Where a server answers, for people. */
  public String address(ServerDefinition server) {
    return server.address(instance, ports);
  }

  public Cluster cluster() {
    return new Cluster(instance, containers);
  }

  BaseImages baseImages() {
    return new BaseImages(instance, images, ports.of(Servers.HUB_PORT));
  }

  public Services services() {
    return new Services(instance, endpoints(), ports, blueprint);
  }

  /** Starts whatever does not run. Returns when a deploy can be sent. */
  public void up(Progress progress) {
    start(EnumSet.allOf(Part.class), progress);
  }

  /**
   * Starts these parts, as far as they do not run; the others are left as they are. What failed is
   * tried once more: a busy host answers late, and a port may be taken between choice and use.
   */
  public void start(Set<Part> parts, Progress progress) {
    Memory.need();
    ensureDocker(progress);
    images.ensure(progress);
    try (InstanceLock ignored = InstanceLock.take(instance, progress)) {
      instance.registryKeys().ensure();
      blueprint.prepare(this);
      Startup startup =
          new Startup(this, new ServerFleet(instance, ports, images, containers), parts, progress);
      try {
        startup.run();
      } catch (PlatformException | CommandException e) {
        progress.say(e.getMessage() + "\ntrying once more");
        startup.run();
      }
    }
  }

  /**
   * Stops everything. The registry, the build cache and the git repositories are kept, unless
   * {@code volumes}; what was deployed is gone with the cluster.
   */
  public void down(boolean volumes, Progress progress) {
    try (InstanceLock ignored = InstanceLock.take(instance, progress)) {
      Thread containersGone = Thread.ofVirtual().start(() -> containers.removeAll(volumes));
      processes.stopAll();
      containersGone.join();
      containers.removeAll(volumes);
      Files.deleteIfExists(instance.kubeconfig());
      if (volumes) {
        for (String data : List.of("stand-ins", "workspace", "build-logs", "registry-keys")) {
          deleteTree(instance.home().resolve(data));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlatformException("interrupted while stopping", "run ./dev down again", e);
    }
  }

  private static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Whether a daemon answers. */
  public static boolean dockerAnswers() {
    return Command.run(Duration.ofSeconds(30), "", "docker", "version").succeeded();
  }

  /** Starts a daemon if none answers. */
  public void ensureDocker(Progress progress) {
    if (dockerAnswers()) {
      return;
    }
    String script = instance.root().resolve("devstack/docker/ensure-daemon.sh").toString();
    Command.Result result = Command.run(Duration.ofSeconds(30), "", script, "--check");
    if (result.exitCode() == CAN_START) {
      progress.say("Docker: no daemon answers; starting one, installing it first if it is missing");
      result = Command.run(Duration.ofMinutes(5), "", script);
    }
    if (!result.succeeded()) {
      throw Told.in(result.output()).exception("reach Docker");
    }
  }
}
