package ink.ml.dp.registrygc.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ink.ml.dp.registrygc.roots.ClusterState;
import ink.ml.dp.registrygc.roots.ImageUse;
import ink.ml.dp.registrygc.roots.RootsUnavailableException;
import ink.ml.dp.registrygc.roots.ServiceRef;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds for every API server: the fake one and a real one. */
abstract class KubernetesRootsContract {
  static final String REGISTRY = "registry.internal:5000/";
  static final String DIGEST = "sha256:" + "1f".repeat(32);

  /** A namespace that is there, and empty when a test begins. */
  abstract String namespace();

  /** Creates objects. */
  abstract void apply(String... manifests);

  /** The server, as whoever has this token. */
  abstract ApiAccess access(String token);

  /** Of the service account that the CronJob runs as. */
  abstract String allowed();

  /** Of one that may nothing. */
  abstract String forbidden();

  abstract String uidOfKubeSystem();

  @Test
  void findsTheImagesOfEveryKind() {
    String at = namespace();
    apply(
        KubeObjects.podWithInit(at, "pod", image("pod"), image("init")),
        KubeObjects.scaledToZero("Deployment", at, "web", image("deployment")),
        KubeObjects.scaledToZero("ReplicaSet", at, "web-6f7c", image("replica-set")),
        KubeObjects.scaledToZero("StatefulSet", at, "db", image("stateful-set")),
        KubeObjects.daemonSet(at, "agent", image("daemon-set")),
        KubeObjects.controllerRevision(at, "db-1", image("controller-revision")),
        KubeObjects.suspendedJob(at, "once", image("job")),
        KubeObjects.suspendedCronJob(at, "nightly", image("cron-job")));

    assertThat(read(KubernetesRoots.PAGE_SIZE).uses())
        .filteredOn(use -> use.tag().equals(Optional.of(at)))
        .extracting(ImageUse::repository)
        .containsExactlyInAnyOrder(
            "pod",
            "init",
            "deployment",
            "replica-set",
            "stateful-set",
            "daemon-set",
            "controller-revision",
            "job",
            "cron-job");
  }

  @Test
  void keepsEveryDigestOfTheReleaseRecordsAndNoTag() {
    String other = "sha256:" + "2e".repeat(32);
    String repository = namespace() + "/api";
    apply(
        KubeObjects.releases(
            namespace(),
            "api",
            Map.of(
                "r1", KubeObjects.release(REGISTRY + repository + ":abc", DIGEST),
                "r2", KubeObjects.release(REGISTRY + repository + ":abc", other))));
    assertThat(read(KubernetesRoots.PAGE_SIZE).uses())
        .filteredOn(use -> use.repository().equals(repository))
        .extracting(ImageUse::tag, ImageUse::digest)
        .containsExactlyInAnyOrder(
            tuple(Optional.empty(), Optional.of(DIGEST)),
            tuple(Optional.empty(), Optional.of(other)));
  }

  @Test
  void knowsTheClusterItsNamespacesAndItsServices() {
    apply(
        KubeObjects.scaledToZero("Deployment", namespace(), "asleep", image("asleep")),
        KubeObjects.releases(namespace(), "failed", Map.of()));
    ClusterState state = read(KubernetesRoots.PAGE_SIZE);
    assertThat(state.identity()).isEqualTo(uidOfKubeSystem());
    assertThat(state.namespaces()).contains("kube-system", namespace());
    assertThat(state.services())
        .contains(new ServiceRef(namespace(), "asleep"), new ServiceRef(namespace(), "failed"))
        .doesNotContain(new ServiceRef(namespace(), "gone"));
  }

  @Test
  void readsThePagesToTheLast() {
    apply(
        IntStream.range(0, 5)
            .mapToObj(
                i ->
                    KubeObjects.scaledToZero(
                        "Deployment", namespace(), "svc-" + i, image("paged-" + i)))
            .toArray(String[]::new));
    ClusterState inPages = read(2);
    assertThat(inPages.uses())
        .filteredOn(use -> use.tag().equals(Optional.of(namespace())))
        .extracting(ImageUse::repository)
        .containsExactlyInAnyOrder("paged-0", "paged-1", "paged-2", "paged-3", "paged-4");
    assertThat(inPages.services())
        .filteredOn(service -> service.namespace().equals(namespace()))
        .hasSize(5);
  }

  @Test
  void saysThatItMayNotList() {
    assertThatThrownBy(() -> new KubernetesRoots(access(forbidden())).read())
        .isInstanceOf(RootsUnavailableException.class)
        .hasMessageContaining("list the pods")
        .hasMessageContaining("403")
        .hasMessageContaining("forbidden");
  }

  @Test
  void saysThatItIsNotKnown() {
    assertThatThrownBy(() -> new KubernetesRoots(access("no-such-token")).read())
        .isInstanceOf(RootsUnavailableException.class)
        .hasMessageContaining("401")
        .hasMessageNotContaining("no-such-token");
  }

  /** An image whose tag tells which test it is of. */
  String image(String name) {
    return REGISTRY + name + ":" + namespace();
  }

  final ClusterState read(int pageSize) {
    return new KubernetesRoots(access(allowed()), pageSize, Duration.ofSeconds(30)).read();
  }
}
