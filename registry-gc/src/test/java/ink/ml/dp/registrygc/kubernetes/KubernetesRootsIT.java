package ink.ml.dp.registrygc.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.devstack.platform.Cluster;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.server.Part;
import ink.ml.dp.devstack.testing.TestPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The contract on a real API server, with the service account and the role of the CronJob. */
@ResourceLock("the cluster")
class KubernetesRootsIT extends KubernetesRootsContract {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Platform PLATFORM = TestPlatform.with(Part.CLUSTER, Part.REGISTRY);
  private static final Path MANIFESTS = TestPlatform.root().resolve("k8s");

  private static final Cluster CLUSTER = PLATFORM.cluster();

  /** Made once each, since asking the cluster for one takes a second. */
  private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();

  private static final List<String> NAMESPACES = new CopyOnWriteArrayList<>();

  private final String namespace = "dp-gc-" + Long.toString(System.nanoTime(), 36);

  @TempDir private Path directory;

  @BeforeAll
  static void prepare() throws IOException {
    CLUSTER.kubectl(
        LIMIT,
        Files.readString(MANIFESTS.resolve("namespaces/dp-system.yaml"))
            + "\n---\n"
            + Files.readString(MANIFESTS.resolve("registry-gc/rbac.yaml")),
        "apply",
        "--server-side",
        "-f",
        "-");
  }

  @AfterAll
  static void stop() {
    List<String> command = new ArrayList<>(List.of("delete", "namespace", "--wait=false"));
    command.addAll(NAMESPACES);
    kubectl(command.toArray(String[]::new));
  }

  @BeforeEach
  void start() {
    NAMESPACES.add(namespace);
    // With its service account, since the controller that makes it may be slower than the test.
    apply(KubeObjects.namespace(namespace), KubeObjects.serviceAccount(namespace));
  }

  @Test
  void findsTheDigestThatATagMeantWhenItWasPulled() {
    kubectl(
        "run",
        "pulled",
        "--namespace=" + namespace,
        "--image=docker.io/library/debian:12",
        "--command",
        "--",
        "sleep",
        "3600");
    kubectl(
        "wait", "--namespace=" + namespace, "--for=condition=Ready", "pod/pulled", "--timeout=60s");
    assertThat(read(KubernetesRoots.PAGE_SIZE).uses())
        .filteredOn(use -> use.user().equals("Pod " + namespace + "/pulled"))
        .allMatch(use -> use.repository().equals("library/debian"))
        .anyMatch(use -> use.tag().equals(Optional.of("12")))
        .anyMatch(use -> use.digest().filter(digest -> digest.startsWith("sha256:")).isPresent());
  }

  @Override
  String namespace() {
    return namespace;
  }

  @Override
  void apply(String... manifests) {
    CLUSTER.kubectl(LIMIT, String.join("\n---\n", manifests), "apply", "--server-side", "-f", "-");
  }

  @Override
  ApiAccess access(String token) {
    try {
      Path kubeconfig = PLATFORM.instance().kubeconfig();
      Path authority = directory.resolve("ca.crt");
      Files.write(
          authority, Base64.getDecoder().decode(value(kubeconfig, "certificate-authority-data:")));
      return TokenAccess.outside(
          URI.create(value(kubeconfig, "server:")),
          authority,
          Files.writeString(directory.resolve("token"), token));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String value(Path kubeconfig, String field) throws IOException {
    return Files.readString(kubeconfig)
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith(field))
        .map(line -> line.substring(field.length()).strip().replace("\"", ""))
        .findFirst()
        .orElseThrow();
  }

  @Override
  String allowed() {
    return token("dp-system", "registry-gc");
  }

  @Override
  String forbidden() {
    return token("default", "default");
  }

  @Override
  String uidOfKubeSystem() {
    return kubectl("get", "namespace", "kube-system", "-o", "jsonpath={.metadata.uid}").strip();
  }

  private static String token(String at, String account) {
    return TOKENS.computeIfAbsent(
        account, name -> kubectl("create", "token", name, "--namespace", at).strip());
  }

  private static String kubectl(String... arguments) {
    return CLUSTER.kubectl(LIMIT, "", arguments);
  }
}
