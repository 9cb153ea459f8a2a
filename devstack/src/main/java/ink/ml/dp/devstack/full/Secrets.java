package ink.ml.dp.devstack.full;

import ink.ml.dp.devstack.instance.JsonFile;
import ink.ml.dp.devstack.instance.RegistryKeys;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.standins.state.StandInSecrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The Secrets that {@code k8s/secrets.tsv} documents, with the local values. In production Ansible
 * makes them from the vault.
 */
final class Secrets {
  private static final String NAMESPACE = "dp-system";

  private final Platform platform;
  private final Site site;
  private final LogStorePassword passwords;

  Secrets(Platform platform, Site site, LogStorePassword passwords) {
    this.passwords = passwords;
    this.platform = platform;
    this.site = site;
  }

  /** All of them as one List object, in JSON. */
  String list() {
    RegistryKeys keys = platform.instance().registryKeys();
    try {
      StandInSecrets standIns = StandInSecrets.in(platform.services().standInsState());
      return JsonFile.text(
          Map.of(
              "apiVersion",
              "v1",
              "kind",
              "List",
              "items",
              List.of(
                  secret("mcp-api", Map.of("token", text(standIns.mcpApiTokenFile()))),
                  secret(
                      "github-app",
                      Map.of(
                          "app-id",
                          StandInSecrets.GITHUB_APP_ID,
                          "private-key",
                          text(standIns.githubAppPrivateKey()))),
                  secret("gitea", Map.of("url", site.giteaUrl(), "token", standIns.giteaToken())),
                  secret(
                      "registry-token-build-worker",
                      Map.of("key.pem", text(keys.key(RegistryKeys.BUILD_WORKER)))),
                  secret(
                      "registry-token-registry-gc",
                      Map.of("key.pem", text(keys.key(RegistryKeys.COLLECTOR)))),
                  secret("registry-token-keys", Map.of("jwks.json", text(keys.jwks()))),
                  secret("log-store-auth", Map.of("users", passwords.line())))));
    } catch (IOException e) {
      throw new UncheckedIOException("tried to read the local secrets", e);
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file);
  }

  private static Map<String, Object> secret(String name, Map<String, String> values) {
    return Map.of(
        "apiVersion",
        "v1",
        "kind",
        "Secret",
        "metadata",
        Map.of("name", name, "namespace", NAMESPACE),
        "stringData",
        values);
  }
}
