package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.client.Deployer;
import ink.ml.dp.devstack.client.LogTail;
import ink.ml.dp.devstack.client.RefusedException;
import ink.ml.dp.devstack.instance.PlatformException;
import ink.ml.dp.devstack.platform.Blueprint;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.standins.mcp.RegisteredService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./dev logs}. */
@Command(
    name = "logs",
    description = "Print a service's log, or its last build's.",
    mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {
  /**
   * Runs its arguments until they end or standard input does, which ends with this process however
   * that ends: Docker passes no signal on, and a process in the node would follow the log for ever.
   */
  private static final String UNTIL_WE_END =
      """
      exec 3<&0
      "$@" & command=$!
      { cat <&3; kill "$command"; } >/dev/null 2>&1 &
      wait "$command"
      """;

  /** Prints the newest log of the directory that it is called by. */
  private static final String NEWEST_LOG =
      """
      log=$(ls -t "$0"/*.log 2>/dev/null | head -n 1)
      [ -n "$log" ] || { echo "there is no build log: its image was never built here" >&2; exit 1; }
      exec tail --lines=+1 "$1" "$log"
      """;

  /** Ctrl-C, which reaches the reader as well as us. */
  private static final int INTERRUPTED = 130;

  @Mixin private PlatformOption option = new PlatformOption();

  @Mixin private ServiceOption service = new ServiceOption();

  @Option(names = "--build", description = "of the newest build")
  private boolean build;

  @Option(
      names = {"-f", "--follow"},
      description = "go on with what is added, until Ctrl-C")
  private boolean follow;

  @Override
  public Integer call() throws InterruptedException {
    Platform platform = option.platform();
    RegisteredService found = Deployer.of(platform).of(service.tenant()).deployed(service.name());
    if (!build) {
      return serviceLog(platform, found);
    }
    Optional<Blueprint.NodeDirectory> onNode = platform.blueprint().buildLogs();
    return onNode.isPresent()
        ? inNode(
            platform,
            onNode.get().node().name(),
            List.of(
                "sh",
                "-c",
                NEWEST_LOG,
                onNode.get().path() + "/" + found.serviceId(),
                follow ? "--follow" : "--quiet"))
        : buildLog(platform.instance().buildLogs().resolve(found.serviceId()));
  }

  private int serviceLog(Platform platform, RegisteredService found) throws InterruptedException {
    return inNode(
        platform,
        "k3s-1",
        List.of(
            "kubectl",
            "--kubeconfig=/etc/rancher/k3s/k3s.yaml",
            "logs",
            "--namespace=dp-" + found.tenant() + "-" + found.project(),
            "--selector=dp.ml.ink/service=" + found.name(),
            "--tail=500",
            "--follow=" + follow));
  }

  private int inNode(Platform platform, String node, List<String> program)
      throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("docker", "exec", "--interactive"));
    command.add(platform.instance().container(node));
    command.addAll(List.of("sh", "-c", UNTIL_WE_END, "sh"));
    command.addAll(program);
    try {
      int status =
          new ProcessBuilder(command)
              .inheritIO()
              .redirectInput(ProcessBuilder.Redirect.PIPE)
              .start()
              .waitFor();
      if (status != 0 && !(follow && status == INTERRUPTED)) {
        throw new PlatformException(
            "tried to read the log of " + service.name() + " but failed for the reason above",
            "./dev status says what runs and what is deployed");
      }
      return DevCommand.OK;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int buildLog(Path directory) throws InterruptedException {
    LogTail tail = new LogTail(newest(directory), System.out::println);
    tail.poll();
    while (follow) {
      Thread.sleep(200);
      tail.poll();
    }
    return DevCommand.OK;
  }

  private Path newest(Path directory) {
    try (Stream<Path> logs = Files.list(directory)) {
      return logs.max(Comparator.comparing(log -> log.toFile().lastModified())).orElseThrow();
    } catch (IOException | RuntimeException e) {
      throw new RefusedException(
          RefusedException.FixableBy.CALLER,
          "there is no build log of " + service.name() + ": its image was never built here",
          "./dev deploy builds a repository; ./dev logs "
              + service.name()
              + " is the service's own log",
          e);
    }
  }
}
