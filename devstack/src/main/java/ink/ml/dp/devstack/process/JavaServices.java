package ink.ml.dp.devstack.process;

import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.PlatformException;
import ink.ml.dp.devstack.instance.ShortDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Starts our own services detached from this process, and finds them again by a mark on their
 * command line. The process table is the record of what runs: a killed {@code ./dev} loses nothing,
 * and a process ID that was given to somebody else is never mistaken for ours.
 */
public final class JavaServices {
  private static final String MARK = "-D" + Instance.LABEL + "=";
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

  private final Instance instance;

  public JavaServices(Instance instance) {
    this.instance = instance;
  }

  /** A running service. */
  public record Running(String name, String digest, ProcessHandle process) {}

  /** What runs of this instance. */
  public List<Running> list() {
    String mark = MARK + instance.id() + "/";
    return ProcessHandle.allProcesses().flatMap(process -> marked(process, mark).stream()).toList();
  }

  public Optional<Running> find(String name) {
    return list().stream().filter(running -> running.name().equals(name)).findFirst();
  }

  /**
   * Starts a service unless it runs already, and returns when it has said {@code ready}. One that
   * runs with other jars or another environment is replaced.
   *
   * @return whether it was started
   */
  public boolean ensure(JavaService service) {
    String digest = digest(service);
    List<Running> running =
        list().stream().filter(found -> found.name().equals(service.name())).toList();
    if (running.size() == 1 && running.getFirst().digest().equals(digest)) {
      // Whoever started it may have been killed before it was ready.
      awaitReady(service, running.getFirst().process());
      return false;
    }
    stop(running);
    awaitReady(service, start(service, digest).toHandle());
    return true;
  }

  /** Ends every service of the instance: asked first, then forced. */
  public void stopAll() {
    stop(list());
  }

  /** Ends one service, if it runs. */
  public void stop(String name) {
    stop(list().stream().filter(found -> found.name().equals(name)).toList());
  }

  public Path log(String name) {
    return instance.logs().resolve(name + ".log");
  }

  private Process start(JavaService service, String digest) {
    List<String> command = new ArrayList<>(detached());
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            MARK + instance.id() + "/" + service.name() + "/" + digest,
            "-Xmx" + service.heapMegabytes() + "m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            // Its counters are a mapped file: a pause that writes them waits for a busy disk.
            "-XX:+PerfDisableSharedMem",
            "-XX:+AutoCreateSharedArchive",
            "-XX:SharedArchiveFile=" + instance.cache().resolve(service.name() + ".jsa"),
            "-Xlog:disable",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            service.lib() + "/*",
            service.mainClass()));
    command.addAll(service.arguments());
    try {
      Files.createDirectories(instance.logs());
      Files.createDirectories(instance.cache());
      Path log = log(service.name());
      if (Files.exists(log)) {
        Files.move(
            log,
            log.resolveSibling(service.name() + ".previous.log"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(log.toFile())
              .redirectErrorStream(true)
              .directory(instance.home().toFile());
      builder.environment().keySet().retainAll(List.of("PATH", "HOME", "LANG", "TMPDIR"));
      builder.environment().putAll(service.environment());
      return builder.start();
    } catch (IOException e) {
      throw new PlatformException(
          "tried to start " + service.name() + " but failed because " + e.getMessage(),
          "check the free memory and disk, then try again",
          e);
    }
  }

  /** A session of its own keeps a Ctrl-C in the terminal from reaching the service. */
  private static List<String> detached() {
    return Files.isExecutable(Path.of("/usr/bin/setsid"))
        ? List.of("/usr/bin/setsid")
        : List.of("nohup");
  }

  private void awaitReady(JavaService service, ProcessHandle process) {
    Instant deadline = Instant.now().plus(START_LIMIT);
    while (!saysReady(service)) {
      boolean late = Instant.now().isAfter(deadline);
      if (!process.isAlive() || late) {
        process.destroyForcibly();
        throw new PlatformException(
            "tried to start %s but failed because it %s%n%s"
                .formatted(
                    service.name(),
                    late ? "was not ready in time" : "has ended",
                    String.join("\n", tail(log(service.name()), 15))),
            "read " + log(service.name()));
      }
      pause();
    }
  }

  private boolean saysReady(JavaService service) {
    return lines(log(service.name())).stream().anyMatch(line -> line.matches(service.ready()));
  }

  /** The last lines of a log; none when there is no log. */
  public static List<String> tail(Path log, int count) {
    List<String> lines = lines(log);
    return lines.subList(Math.max(0, lines.size() - count), lines.size());
  }

  private static List<String> lines(Path log) {
    try {
      return Files.exists(log)
          ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stop(List<Running> running) {
    running.forEach(service -> service.process().destroy());
    Instant deadline = Instant.now().plus(STOP_LIMIT);
    while (running.stream().anyMatch(service -> service.process().isAlive())) {
      if (Instant.now().isAfter(deadline)) {
        running.forEach(service -> service.process().destroyForcibly());
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlatformException("interrupted while waiting for a service", "try again", e);
    }
  }

  private static Optional<Running> marked(ProcessHandle process, String mark) {
    Optional<String[]> arguments = process.info().arguments();
    return arguments
        .flatMap(all -> Stream.of(all).filter(one -> one.startsWith(mark)).findFirst())
        .map(one -> one.substring(mark.length()).split("/", -1))
        .filter(parts -> parts.length == 2)
        .map(parts -> new Running(parts[0], parts[1], process));
  }

  /**
   * The checkouts of which something runs, by the ID of the instance; of any on this machine. Found
   * by the class path, which is the checkout's {@code MODULE/target/lib/*}.
   */
  public static Map<String, Path> roots() {
    Map<String, Path> roots = new TreeMap<>();
    ProcessHandle.allProcesses()
        .flatMap(process -> process.info().arguments().stream())
        .forEach(
            arguments -> {
              Optional<String> mark =
                  Stream.of(arguments).filter(one -> one.startsWith(MARK)).findFirst();
              Optional<String> lib =
                  Stream.of(arguments).filter(one -> one.endsWith("/target/lib/*")).findFirst();
              if (mark.isPresent() && lib.isPresent()) {
                String id = mark.get().substring(MARK.length()).replaceFirst("/.*", "");
                Path module = Path.of(lib.get().replaceFirst("/target/lib/\\*$", ""));
                roots.put(id, module.resolve("..").normalize());
              }
            });
    return roots;
  }

  /**
   * Of everything that a restart would change: jars by name, size and time, flags, environment, and
   * the files that it names.
   */
  private static String digest(JavaService service) {
    StringBuilder text = new StringBuilder();
    text.append(service.mainClass()).append(service.arguments()).append(service.heapMegabytes());
    text.append(new TreeMap<>(service.environment()));
    try (Stream<Path> jars = Files.list(service.lib())) {
      for (Path jar : jars.sorted().toList()) {
        text.append(jar).append(Files.size(jar)).append(Files.getLastModifiedTime(jar));
      }
      for (String value : new TreeMap<>(service.environment()).values()) {
        if (value.startsWith("/") && Files.isRegularFile(Path.of(value))) {
          text.append(Files.readString(Path.of(value)));
        }
      }
      return ShortDigest.of(text.toString(), 8);
    } catch (IOException e) {
      throw new PlatformException(
          "tried to read " + service.lib() + " but failed because " + e.getMessage(),
          "build the modules: mvn package",
          e);
    }
  }
}
