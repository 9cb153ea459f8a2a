package ink.ml.dp.devstack.clean;

import ink.ml.dp.devstack.clean.Leftover.Files;
import ink.ml.dp.devstack.clean.Leftover.InDocker;
import ink.ml.dp.devstack.clean.Leftover.Level;
import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.process.Command;
import ink.ml.dp.devstack.process.JavaServices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Finds what the project has left on this machine, and removes it. */
public final class Leftovers {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** What compiling leaves: Go's caches, patched sources, systems, contexts, logs. */
  private static final String OF_COMPILING =
      "go|go\\.old\\..*|src|system|context\\..*|log|references|.*\\.log";

  /** What says how the Java modules are compiled, which they stay. */
  private static final String OF_JAVA = "build\\.(stamp|lock)|unchecked";

  private final Instance instance;
  private final Path cache;
  private final Optional<DockerLeftovers> docker;
  private final Supplier<Map<String, Path>> processes;

  /**
   * @param cache the project's folder among the user's caches
   * @param docker empty when no daemon answers
   * @param processes the checkouts of which processes run, by the ID of the instance
   */
  Leftovers(
      Instance instance,
      Path cache,
      Optional<DockerLeftovers> docker,
      Supplier<Map<String, Path>> processes) {
    this.instance = instance;
    this.cache = cache;
    this.docker = docker;
    this.processes = processes;
  }

  /**
   * Of the user and the daemon of this machine.
   *
   * @param dockerAnswers whether there is a daemon to ask
   */
  public static Leftovers of(Instance instance, boolean dockerAnswers) {
    return new Leftovers(
        instance,
        cache(),
        dockerAnswers ? Optional.of(new DockerLeftovers(instance)) : Optional.empty(),
        JavaServices::roots);
  }

  /** Where images are made, and programs kept. */
  public static Path cache() {
    String caches = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    return (caches.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(caches))
        .resolve("dp-devstack");
  }

  /** Everything there is, the largest first. */
  public List<Leftover> find() {
    List<Leftover> found = new ArrayList<>();
    // Not its own folder's: a further instance's is inside the first one's.
    Path home = instance.root().resolve(".devstack");
    addFiles(
        found,
        "this checkout's repositories, logs, caches",
        home,
        named(OF_JAVA).negate(),
        Level.USUAL);
    addFiles(found, "what compiling left", cache, named(OF_COMPILING), Level.USUAL);
    addFiles(found, "compiled programs", cache, named("bin"), Level.ALL);
    addFiles(
        found, "what tests keep", cache, named(OF_COMPILING + "|bin|lock").negate(), Level.ALL);
    docker.ifPresent(daemon -> found.addAll(daemon.find()));
    found.sort((one, other) -> Long.compare(other.bytes(), one.bytes()));
    return List.copyOf(found);
  }

  private static Predicate<Path> named(String pattern) {
    return path -> path.getFileName().toString().matches(pattern);
  }

  private static void addFiles(
      List<Leftover> found, String what, Path folder, Predicate<Path> which, Level level) {
    if (!java.nio.file.Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> all = java.nio.file.Files.list(folder)) {
      List<Path> paths = all.filter(which).sorted().toList();
      if (!paths.isEmpty()) {
        found.add(new Files(what, folder, paths, size(paths), level));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("tried to list " + folder, e);
    }
  }

  /** What the files take on their disk; one that goes meanwhile does not count. */
  private static long size(List<Path> paths) {
    return Command.run(LIMIT, "", command(List.of("du", "-s", "-k", "--"), paths))
            .output()
            .lines()
            .map(line -> line.split("\t", 2)[0])
            .filter(kilobytes -> kilobytes.matches("\\d+"))
            .mapToLong(Long::parseLong)
            .sum()
        * 1024;
  }

  private static String[] command(List<String> words, List<Path> paths) {
    return Stream.concat(words.stream(), paths.stream().map(Path::toString)).toArray(String[]::new);
  }

  /**
   * The commands that end what still uses all this; none when it can be removed.
   *
   * @param level what is to be removed: the usual is no other checkout's
   */
  public List<String> inUse(Level level) {
    Map<String, Path> running = new TreeMap<>(processes.get());
    docker.ifPresent(daemon -> running.putAll(daemon.running()));
    List<String> stops =
        new ArrayList<>(new RunningInstances(instance, running).stops(level == Level.ALL));
    Path lock = cache.resolve("lock");
    // The same lock as the scripts': Java's are of another kind.
    if (java.nio.file.Files.exists(lock)
        && !Command.run(LIMIT, "", "flock", "--nonblock", lock.toString(), "true").succeeded()) {
      stops.add("Ctrl-C where images are being built, or wait for them");
    }
    return stops;
  }

  public void remove(Leftover leftover) {
    switch (leftover) {
      case Files files -> {
        // Go keeps its modules from being written to.
        Command.run(LIMIT, "", command(List.of("chmod", "-R", "u+w", "--"), files.paths()));
        Command.output(LIMIT, command(List.of("rm", "-r", "-f", "--"), files.paths()));
      }
      case InDocker things -> docker.ifPresent(daemon -> daemon.remove(things));
    }
  }
}
