package ink.ml.dp.devstack.bench;

import ink.ml.dp.devstack.instance.PlatformException;
import ink.ml.dp.devstack.instance.RegistryKeys;
import ink.ml.dp.devstack.platform.Endpoints;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.server.Servers;
import ink.ml.dp.devstack.standins.githost.RepositoryKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/** The peer of a deploy: {@code devstack/bench/deploy.sh}. */
final class Script {
  /** The namespace that the script deploys to. */
  static final String NAMESPACE = "dp-bench-script";

  private static final Duration VALIDITY = Duration.ofMinutes(10);

  private final Platform platform;
  private final Path buildctl;
  private final Path kubectl;
  private final String token;

  /**
   * @param giteaToken with which the git host lets a clone pass
   */
  Script(Platform platform, Tools tools, String giteaToken) {
    this.platform = platform;
    this.buildctl = tools.buildctl();
    this.kubectl = tools.kubectl();
    this.token = giteaToken;
  }

  /** Runs it, and answers how long it took. */
  Duration run(RepositoryKey repository, String name, String manifests) {
    Path file = write(name, manifests);
    Endpoints endpoints = platform.endpoints();
    ProcessBuilder builder =
        new ProcessBuilder(
            platform.instance().root().resolve("devstack/bench/deploy.sh").toString(),
            endpoints.gitUrl() + "/" + repository.path() + ".git",
            name,
            NAMESPACE,
            file.toString(),
            name + "." + Servers.APPS_DOMAIN);
    builder.environment().putAll(environment(endpoints));
    builder.environment().put("DOCKER_CONFIG", login(name).toString());
    builder.redirectErrorStream(true);
    long start = System.nanoTime();
    try {
      Process process = builder.start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new PlatformException(
            "tried to run the peer's script but failed because " + output,
            "read devstack/bench/deploy.sh");
      }
      return Duration.ofNanos(System.nanoTime() - start);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlatformException("interrupted while the peer's script ran", "try again", e);
    }
  }

  private Map<String, String> environment(Endpoints endpoints) {
    String basic =
        Base64.getEncoder().encodeToString(("bench:" + token).getBytes(StandardCharsets.UTF_8));
    return Map.of(
        "BUILDCTL", buildctl.toString(),
        "BUILDKIT_HOST", endpoints.buildkitAddress(),
        "KUBECTL", kubectl.toString(),
        "KUBECONFIG", platform.instance().kubeconfig().toString(),
        "REGISTRY", Servers.REGISTRY_HOST,
        "INGRESS", endpoints.ingressUrl(),
        // As an environment variable, so that the token is on no command line.
        "GIT_CONFIG_COUNT", "1",
        "GIT_CONFIG_KEY_0", "http.extraHeader",
        "GIT_CONFIG_VALUE_0", "Authorization: Basic " + basic);
  }

  /** For the image and its cache, as buildctl takes it. */
  private Path login(String name) {
    RegistryKeys keys = platform.instance().registryKeys();
    String repository = NAMESPACE + "/" + name;
    Path login = platform.instance().home().resolve("bench-login");
    keys.writeDockerConfig(
        login, Servers.REGISTRY_HOST, keys.token(VALIDITY, repository, "cache/" + repository));
    return login;
  }

  private Path write(String name, String manifests) {
    Path file = platform.instance().home().resolve("bench-" + name + ".json");
    try {
      return Files.writeString(file, manifests);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
