package ink.ml.dp.acceptance;

import ink.ml.dp.devstack.instance.RegistryKeys;
import ink.ml.dp.devstack.process.Command;
import ink.ml.dp.devstack.server.Servers;
import ink.ml.dp.devstack.testing.TestPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/**
 * The garbage collector's CronJob, with the manifests and the image of production. What differs is
 * what differs on this machine: the node that plays ops, where the registry's files are, whose they
 * are (the local registry runs as root), and that nothing waits for days to pass.
 */
final class GcJob {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Path MANIFESTS = TestPlatform.root().resolve("k8s");
  static final String REPOSITORY = "dp-system/registry-gc";

  private final TestedPlatform platform;

  GcJob(TestedPlatform platform) {
    this.platform = platform;
  }

  /** How a job ended, and what its last pod printed. */
  record Ended(boolean succeeded, String log) {}

  /** Builds the image, gives it to the registry, and applies the manifests. */
  void install() {
    String registry = "localhost:" + platform.platform().endpoints().registryPort();
    String image = registry + "/" + REPOSITORY;
    String script = TestPlatform.root().resolve("registry-gc/image/build.sh").toString();
    Command.Result built =
        Command.run(
            Duration.ofMinutes(9),
            "",
            "env",
            "JAVA_HOME=" + System.getProperty("java.home"),
            script);
    if (!built.succeeded()) {
      throw new AssertionError(built.output());
    }
    String file = built.output().strip().lines().reduce((first, last) -> last).orElseThrow();
    Docker.run("load", "--quiet", "--input", file);
    Docker.run("tag", "registry-gc:latest", image + ":it");
    Docker.run("--config", login(registry).toString(), "push", "--quiet", image + ":it");
    Docker.run("rmi", image + ":it");
    apply(read("namespaces/dp-system.yaml"));
    apply(read("registry-gc/rbac.yaml"));
    apply(config());
    apply(key());
    apply(cronJob());
  }

  /** As an operator gets it, by the script of k8s/registry. */
  private Path login(String registry) {
    RegistryKeys keys = platform.platform().instance().registryKeys();
    String token =
        Command.output(
                LIMIT,
                MANIFESTS.resolve("registry/token.sh").toString(),
                keys.key(RegistryKeys.OPERATOR).toString(),
                REPOSITORY)
            .strip();
    Path login = platform.platform().instance().home().resolve("login");
    keys.writeDockerConfig(login, registry, token);
    return login;
  }

  private String key() {
    RegistryKeys keys = platform.platform().instance().registryKeys();
    try {
      return """
          {"apiVersion": "v1", "kind": "Secret",
           "metadata": {"name": "registry-token-registry-gc", "namespace": "dp-system"},
           "data": {"key.pem": "%s"}}
          """
          .formatted(
              Base64.getEncoder()
                  .encodeToString(Files.readAllBytes(keys.key(RegistryKeys.COLLECTOR))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs it now, and waits for its end. */
  Ended run(String name) {
    platform.kubectl("create", "job", name, "--namespace=dp-system", "--from=cronjob/registry-gc");
    Await.until(
        "the job " + name + " ends",
        () -> conditions(name).contains("Complete") || conditions(name).contains("Failed"));
    String log =
        platform.kubectl(
            "logs",
            "--namespace=dp-system",
            "--selector=batch.kubernetes.io/job-name=" + name,
            "--tail=-1");
    return new Ended(conditions(name).contains("Complete"), log);
  }

  /** Takes away, or gives back, the right to list. */
  void allowed(boolean yes) {
    if (yes) {
      apply(read("registry-gc/rbac.yaml"));
    } else {
      platform.kubectl("delete", "clusterrolebinding", "registry-gc");
    }
  }

  private String conditions(String name) {
    return platform.kubectl(
        "get",
        "job",
        name,
        "--namespace=dp-system",
        "--output=jsonpath={.status.conditions[?(@.status==\"True\")].type}");
  }

  private String cronJob() {
    String manifest = read("registry-gc/cronjob.yaml");
    Map<String, String> differences =
        Map.of(
            "node-restriction.kubernetes.io/pool: ops",
            "node-restriction.kubernetes.io/pool: ctrl",
            "path: /mnt/registry",
            "path: /srv/registry",
            "runAsNonRoot: true",
            "runAsNonRoot: false",
            "runAsUser: 65532",
            "runAsUser: 0",
            "runAsGroup: 65532",
            "runAsGroup: 0",
            "image: registry.internal:5000/" + REPOSITORY + ":0.1.0",
            "image: " + Servers.REGISTRY_HOST + "/" + REPOSITORY + ":it",
            "args: [run]",
            "args: [run, --purge-now]");
    for (Map.Entry<String, String> difference : differences.entrySet()) {
      if (!manifest.contains(difference.getKey())) {
        throw new AssertionError("the manifest no longer says " + difference.getKey());
      }
      manifest = manifest.replace(difference.getKey(), difference.getValue());
    }
    return manifest;
  }

  private String config() {
    String registry =
        Docker.run(
                "inspect",
                "--format",
                "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
                platform.platform().instance().container("registry"))
            .strip();
    return """
        {"apiVersion": "v1", "kind": "ConfigMap",
         "metadata": {"name": "registry-gc", "namespace": "dp-system"},
         "data": {
           "GC_REGISTRY": "http://%s:5000", "GC_REGISTRY_METRICS": "http://%s:5001/metrics",
           "GC_MIN_AGE": "0s", "GC_BUSY_WINDOW": "0s", "GC_UNTRUSTED_WINDOW": "0s",
           "GC_EMPTY_DIRECTORY_AGE": "0s", "GC_SETTLE": "2s", "GC_RECONCILE": "0s,1s"}}
        """
        .formatted(registry, registry);
  }

  private void apply(String manifest) {
    platform.platform().cluster().kubectl(LIMIT, manifest, "apply", "--server-side", "-f", "-");
  }

  private static String read(String name) {
    try {
      return Files.readString(MANIFESTS.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
