package ink.ml.dp.devstack.bench;

import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.PlatformException;
import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A benchmark that belongs to another module and needs its innards: a program among that module's
 * tests, which prints the figures itself.
 *
 * @param module directory of the module
 * @param libraries directory of a module whose {@code target/lib} has what the program needs
 * @param mainClass the program
 */
public record ModuleBench(String module, String libraries, String mainClass) {
  private static final Duration COMPILING = Duration.ofMinutes(15);

  /** The BuildKit client beside {@code buildctl}. */
  public static final ModuleBench BUILD =
      new ModuleBench("buildkit-client", "build-worker", "ink.ml.dp.buildkit.bench.BuildBench");

  /** A build beside another tenant's bombs, and beside another tenant's ordinary build. */
  public static final ModuleBench NEIGHBOUR =
      new ModuleBench("buildkit-client", "build-worker", "ink.ml.dp.buildkit.bench.NeighbourBench");

  /** Build steps under gVisor beside the same under runc. */
  public static final ModuleBench SANDBOX =
      new ModuleBench("buildkit-client", "build-worker", "ink.ml.dp.buildkit.bench.SandboxBench");

  /** The workflows with activities that do nothing, beside the same calls in a row. */
  public static final ModuleBench ORCHESTRATE =
      new ModuleBench(
          "deploy-worker", "deploy-worker", "ink.ml.dp.deploy.workflow.OrchestrateBench");

  /** The registry's garbage collection beside the registry's own. */
  public static final ModuleBench GC =
      new ModuleBench("registry-gc", "registry-gc", "ink.ml.dp.registrygc.bench.GcBench");

  /** Compiles the module's tests and runs the program; its figures go to standard output. */
  public void run(Instance instance, List<String> arguments, Progress progress) {
    progress.say("compiling " + module);
    Path root = instance.root();
    Command.output(
        COMPILING,
        "mvn",
        "--quiet",
        "--file=" + root.resolve("pom.xml"),
        "--projects=" + module,
        "--also-make",
        "test-compile");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    // Standard output belongs to the figures, and several modules have a configuration.
    command.add(
        "-Dlogback.configurationFile=" + root.resolve("devstack/src/main/resources/logback.xml"));
    command.addAll(List.of("-cp", classPath(root), mainClass));
    command.addAll(arguments);
    progress.say("measuring");
    execute(root.resolve(module), command);
  }

  /** The module as it was just compiled, and what it and its tests' servers need. */
  private String classPath(Path root) {
    Path own = root.resolve(module).resolve("target");
    return Stream.of(
            own.resolve("test-classes"),
            own.resolve("classes"),
            root.resolve(libraries).resolve("target/lib/*"),
            root.resolve("devstack/target/lib/*"))
        .map(Path::toString)
        .collect(Collectors.joining(":"));
  }

  private static void execute(Path directory, List<String> command) {
    try {
      int exit =
          new ProcessBuilder(command).directory(directory.toFile()).inheritIO().start().waitFor();
      if (exit != 0) {
        throw new PlatformException(
            "tried to run the benchmark but failed because %s ended with %d"
                .formatted(command.getFirst(), exit),
            "read what it said above");
      }
    } catch (IOException e) {
      throw new PlatformException(
          "tried to run " + command.getFirst() + " but failed because " + e.getMessage(),
          "./dev doctor says what is missing",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlatformException("interrupted while measuring", "try again", e);
    }
  }
}
