package ink.ml.dp.registrygc.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.devstack.platform.Cluster;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.server.Part;
import ink.ml.dp.devstack.server.Servers;
import ink.ml.dp.devstack.testing.TestPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real API server says to the manifests, and to whoever runs as the collector. */
@ResourceLock("the cluster")
class ManifestsIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Path MANIFESTS = TestPlatform.root().resolve("k8s");
  private static final Platform PLATFORM = TestPlatform.with(Part.CLUSTER, Part.REGISTRY);
  private static final Cluster CLUSTER = PLATFORM.cluster();

  @BeforeAll
  static void prepare() throws IOException {
    apply(Files.readString(MANIFESTS.resolve("namespaces/dp-system.yaml")));
    apply(Files.readString(MANIFESTS.resolve("registry-gc/rbac.yaml")));
  }

  static List<Path> manifests() throws IOException {
    try (Stream<Path> files =
        Stream.concat(
            Files.list(MANIFESTS.resolve("registry")),
            Files.list(MANIFESTS.resolve("registry-gc")))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void areAccepted(Path file) throws IOException {
    String answer =
        CLUSTER.kubectl(
            LIMIT,
            Files.readString(file),
            "apply",
            "--server-side",
            "--dry-run=server",
            "--validate=strict",
            "-f",
            "-");
    assertThat(answer).contains("serverside-applied (server dry run)").doesNotContain("Warning");
  }

  @ParameterizedTest
  @CsvSource({
    "list, pods",
    "list, deployments.apps",
    "list, replicasets.apps",
    "list, statefulsets.apps",
    "list, daemonsets.apps",
    "list, controllerrevisions.apps",
    "list, jobs.batch",
    "list, cronjobs.batch",
    "list, configmaps",
    "list, namespaces"
  })
  void letTheCollectorList(String verb, String resource) {
    assertThat(may(verb, resource)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "list, secrets",
    "get, secrets",
    "get, pods",
    "get, configmaps",
    "watch, pods",
    "create, pods",
    "create, pods/exec",
    "delete, pods",
    "patch, deployments.apps",
    "update, configmaps",
    "delete, namespaces",
    "create, serviceaccounts/token",
    "create, jobs.batch",
    "list, nodes",
    "escalate, clusterroles.rbac.authorization.k8s.io",
    "impersonate, users"
  })
  void letTheCollectorDoNothingElse(String verb, String resource) {
    assertThat(may(verb, resource)).isFalse();
  }

  /** {@code kubectl auth can-i} asks by SelfSubjectAccessReview, as the service account. */
  private static boolean may(String verb, String resource) {
    String answer =
        PLATFORM
            .containers()
            .exec(
                Servers.CONTROL_NODE,
                LIMIT,
                "",
                "kubectl",
                "--kubeconfig=/etc/rancher/k3s/k3s.yaml",
                "auth",
                "can-i",
                verb,
                resource,
                "--all-namespaces",
                "--as=system:serviceaccount:dp-system:registry-gc",
                "--as-group=system:serviceaccounts",
                "--as-group=system:authenticated")
            .output();
    String last = answer.strip().lines().reduce((first, second) -> second).orElse("");
    assertThat(last).as(answer).isIn("yes", "no");
    return last.equals("yes");
  }

  @Test
  void nameEveryResourceThatIsListed() throws IOException {
    String roles = Files.readString(MANIFESTS.resolve("registry-gc/rbac.yaml"));
    for (Resource resource : Resource.values()) {
      assertThat(roles).contains(resource.plural().replaceFirst("the ", ""));
    }
  }

  private static void apply(String manifest) {
    CLUSTER.kubectl(LIMIT, manifest, "apply", "--server-side", "-f", "-");
  }
}
