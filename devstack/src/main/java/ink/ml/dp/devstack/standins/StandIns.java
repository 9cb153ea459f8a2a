package ink.ml.dp.devstack.standins;

import com.fasterxml.jackson.databind.ObjectMapper;
import ink.ml.dp.devstack.standins.githost.GitHostServer;
import ink.ml.dp.devstack.standins.http.Relay;
import ink.ml.dp.devstack.standins.mcp.McpApiServer;
import ink.ml.dp.devstack.standins.state.StandInSecrets;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The process of the stand-ins. Prints one line, {@code {"git_port":…,"mcp_port":…}}, when it
 * serves; keeps everything in its state directory, so it may be killed and started again. Ends with
 * SIGTERM.
 */
@Command(name = "stand-ins", mixinStandardHelpOptions = true)
public final class StandIns implements Callable<Integer> {
  @Option(names = "--state", required = true, description = "directory that everything is kept in")
  private Path state = Path.of("");

  @Option(names = "--git-port", description = "port of the git hosts; 0 for a free one")
  private int gitPort;

  @Option(names = "--mcp-port", description = "port of the API; 0 for a free one")
  private int mcpPort;

  @Option(
      names = "--relayed-at",
      paramLabel = "ADDRESS",
      description = "a further address of this machine, with the same ports: for the full platform")
  private @Nullable InetAddress relayedAt;

  private final PrintStream out;

  private StandIns(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new StandIns(System.out)).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Files.createDirectories(state);
    StandInSecrets secrets = StandInSecrets.in(state);
    try (GitHostServer git = GitHostServer.start(state, secrets, gitPort, Clock.systemUTC());
        McpApiServer mcp = McpApiServer.start(state, secrets, mcpPort)) {
      if (relayedAt != null) {
        Relay.start(relayedAt, git.port());
        Relay.start(relayedAt, mcp.port());
      }
      Map<String, Integer> ports = Map.of("git_port", git.port(), "mcp_port", mcp.port());
      out.println(new ObjectMapper().writeValueAsString(ports));
      out.flush();
      new CountDownLatch(1).await();
      return 0;
    }
  }
}
