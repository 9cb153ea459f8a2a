package ink.ml.dp.devstack.instance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The ports on 127.0.0.1 under which an instance's servers answer. Chosen once and kept, so that a
 * server that is restarted is found where it was, also by workers that were not. No two instances
 * of a checkout choose the same.
 */
public final class Ports {
  /**
   * Where deployed services answer; the one port that people type, so a round number if free.
   * Nobody types those of further instances, and these may start at the same moment.
   */
  public static final String APPS = "apps";

  /** Tried before any other. */
  public static final int FIRST_APPS_PORT = 8080;

  private static final String FILE = "ports.json";

  private final Instance instance;
  private final Path main;
  private final Map<String, Integer> chosen;

  private Ports(Instance instance) {
    this.instance = instance;
    this.main = Instance.of(instance.root()).home();
    this.chosen = new TreeMap<>(read(instance.home()));
  }

  public static Ports of(Instance instance) {
    return new Ports(instance);
  }

  /** The port of this name; chosen and written down when it is asked for the first time. */
  public synchronized int of(String name) {
    Integer known = chosen.get(name);
    return known != null ? known : choose(name);
  }

  /** As {@link #of}, for a server that does not run: a port that somebody else took is given up. */
  public synchronized int free(String name) {
    Integer known = chosen.get(name);
    boolean expected = !typed() || !name.equals(APPS) || !FreePort.isFree(FIRST_APPS_PORT);
    return known != null && FreePort.isFree(known) && (expected || known == FIRST_APPS_PORT)
        ? known
        : choose(name);
  }

  /** The port of deployed services, when it is another than the one that people expect. */
  public Optional<Integer> unexpectedApps() {
    return Optional.of(of(APPS)).filter(port -> typed() && port != FIRST_APPS_PORT);
  }

  private int choose(String name) {
    // Threads of one JVM share what it locks in a file, so they take turns first.
    synchronized (Ports.class) {
      try (FileChannel file = lockFile();
          var _ = file.lock()) {
        Set<Integer> taken = taken();
        int port = typed() && name.equals(APPS) ? appsPort(taken) : FreePort.notIn(taken);
        chosen.put(name, port);
        JsonFile.write(instance.home().resolve(FILE), new PortMap(chosen));
        return port;
      } catch (IOException e) {
        throw new UncheckedIOException("tried to choose a port for " + name, e);
      }
    }
  }

  private FileChannel lockFile() throws IOException {
    Files.createDirectories(main);
    return FileChannel.open(
        main.resolve("ports.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private boolean typed() {
    return instance.home().equals(main);
  }

  /** Those that the checkout's instances have chosen, whether or not their servers run. */
  private Set<Integer> taken() throws IOException {
    Set<Integer> taken = new HashSet<>(chosen.values());
    taken.addAll(read(main).values());
    Path others = main.resolve("instances");
    if (Files.isDirectory(others)) {
      try (Stream<Path> homes = Files.list(others)) {
        homes.forEach(home -> taken.addAll(read(home).values()));
      }
    }
    return taken;
  }

  private static int appsPort(Set<Integer> taken) {
    for (int port = FIRST_APPS_PORT; port < FIRST_APPS_PORT + 1000; port++) {
      if (!taken.contains(port) && FreePort.isFree(port)) {
        return port;
      }
    }
    return FreePort.notIn(taken);
  }

  private static Map<String, Integer> read(Path home) {
    return JsonFile.read(home.resolve(FILE), PortMap.class).map(PortMap::ports).orElse(Map.of());
  }

  record PortMap(Map<String, Integer> ports) {}
}
