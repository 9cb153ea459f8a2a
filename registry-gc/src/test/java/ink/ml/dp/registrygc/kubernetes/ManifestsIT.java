package ink.ml.dp.registrygc.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.devstack.platform.Cluster;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.server.Part;
import ink.ml.dp.devstack.testing.TestPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real API server says to the manifests, and to whoever runs as the collector. */
@ResourceLock("the cluster")
class ManifestsIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Path MANIFESTS = TestPlatform.root().resolve("k8s");
  private static final Platform PLATFORM = TestPlatform.with(Part.CLUSTER, Part.REGISTRY);
  private static final Cluster CLUSTER = PLATFORM.cluster();

  private static final Pattern WISH =
      Pattern.compile("(\\S+) ([^\\s./]+)(?:/([^\\s.]+))?(?:\\.(\\S+))?");

  private static final List<String> ALLOWED =
      List.of(
          "list pods",
          "list deployments.apps",
          "list replicasets.apps",
          "list statefulsets.apps",
          "list daemonsets.apps",
          "list controllerrevisions.apps",
          "list jobs.batch",
          "list cronjobs.batch",
          "list configmaps",
          "list namespaces");

  private static final List<String> FORBIDDEN =
      List.of(
          "list secrets",
          "get secrets",
          "get pods",
          "get configmaps",
          "watch pods",
          "create pods",
          "create pods/exec",
          "delete pods",
          "patch deployments.apps",
          "update configmaps",
          "delete namespaces",
          "create serviceaccounts/token",
          "create jobs.batch",
          "list nodes",
          "escalate clusterroles.rbac.authorization.k8s.io",
          "impersonate users");

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

  @Test
  void letTheCollectorListAndDoNothingElse() {
    assertThat(allowed(ALLOWED)).containsExactlyElementsOf(ALLOWED);
    assertThat(allowed(FORBIDDEN)).isEmpty();
  }

  /** Those of these that the collector may do, asked in one go: kubectl starts slowly. */
  private static List<String> allowed(List<String> wishes) {
    List<String> answers =
        CLUSTER
            .kubectl(
                LIMIT,
                wishes.stream().map(ManifestsIT::review).collect(Collectors.joining("\n---\n")),
                "create",
                "--output=jsonpath={.status.allowed}{\"\\n\"}",
                "--filename=-")
            .lines()
            .toList();
    assertThat(answers).hasSameSizeAs(wishes).isSubsetOf("true", "false");
    return IntStream.range(0, wishes.size())
        .filter(i -> answers.get(i).equals("true"))
        .mapToObj(wishes::get)
        .toList();
  }

  /** {@code VERB RESOURCE[/SUBRESOURCE][.GROUP]}, as the service account, in every namespace. */
  private static String review(String wish) {
    Matcher parts = WISH.matcher(wish);
    assertThat(parts.matches()).as(wish).isTrue();
    return """
        {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
         "spec": {"user": "system:serviceaccount:dp-system:registry-gc",
           "groups": ["system:serviceaccounts", "system:authenticated"],
           "resourceAttributes": {"verb": "%s", "resource": "%s", "subresource": "%s", "group": "%s"}}}
        """
        .formatted(
            parts.group(1),
            parts.group(2),
            Objects.requireNonNullElse(parts.group(3), ""),
            Objects.requireNonNullElse(parts.group(4), ""));
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
