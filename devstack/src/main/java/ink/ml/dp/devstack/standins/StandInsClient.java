package ink.ml.dp.devstack.standins;

import ink.ml.dp.devstack.standins.githost.GitHostAdmin;
import ink.ml.dp.devstack.standins.http.AdminHttp;
import ink.ml.dp.devstack.standins.http.BearerToken;
import ink.ml.dp.devstack.standins.mcp.McpAdmin;
import ink.ml.dp.devstack.standins.state.StandInSecrets;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/**
 * Where the stand-ins of a state directory are, and how to talk to them.
 *
 * @param gitea value of {@code GITEA_URL}
 * @param github value of {@code GITHUB_URL}
 * @param githubApi value of {@code GITHUB_API_URL}
 * @param mcpApi value of {@code MCP_API_URL}
 */
public record StandInsClient(
    GitHostAdmin git, McpAdmin mcp, URI gitea, URI github, URI githubApi, URI mcpApi) {
  /**
   * The client of a running process.
   *
   * @param state the directory that the process was given
   * @param gitPort the port that it printed
   * @param mcpPort the port that it printed
   */
  public static StandInsClient of(Path state, int gitPort, int mcpPort) throws IOException {
    BearerToken admin = StandInSecrets.in(state).adminToken();
    URI git = URI.create("http://127.0.0.1:" + gitPort + "/");
    URI mcp = URI.create("http://127.0.0.1:" + mcpPort + "/");
    return new StandInsClient(
        new GitHostAdmin(new AdminHttp(git, admin)),
        new McpAdmin(new AdminHttp(mcp, admin)),
        git.resolve("gitea"),
        git.resolve("github"),
        git.resolve("github/api/v3"),
        URI.create("http://127.0.0.1:" + mcpPort));
  }
}
