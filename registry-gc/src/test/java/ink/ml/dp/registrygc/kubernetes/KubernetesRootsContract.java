package ink.ml.dp.registrygc.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.registrygc.roots.ClusterState;
import ink.ml.dp.registrygc.roots.ImageUse;
import ink.ml.dp.registrygc.roots.RootsUnavailableException;
import ink.ml.dp.registrygc.roots.ServiceRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What holds for every API server: the fake one and a real one. */
abstract class KubernetesRootsContract {
  static final String REGISTRY = "registry.internal:5000/";
  static final String DIGEST = "sha256:" + "1f".repeat(32);

  /** A namespace that is there, and empty when a test begins. */
  abstract String namespace();

  /** Creates an object. */
  abstract void apply(String manifest);

  abstract ApiAccess allowed();

  abstract ApiAccess forbidden();

  abstract String uidOfKubeSystem();

  @Test
  void findsTheImagesOfEveryKind() {
    String at = namespace();
    apply(Objects.podWithInit(at, "pod", image("pod"), image("init")));
    apply(Objects.scaledToZero("Deployment", at, "web", image("deployment")));
    apply(Objects.scaledToZero("ReplicaSet", at, "web-6f7c", image("replica-set")));
    apply(Objects.scaledToZero("StatefulSet", at, "db", image("stateful-set")));
    apply(Objects.daemonSet(at, "agent", image("daemon-set")));
    apply(Objects.controllerRevision(at, "db-1", image("controller-revision")));
    apply(Objects.suspendedJob(at, "once", image("job")));
    apply(Objects.suspendedCronJob(at, "nightly", image("cron-job")));

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
        Objects.releases(
            namespace(),
            "api",
            Map.of(
                "r1", Objects.release(REGISTRY + repository + ":abc", DIGEST),
                "r2", Objects.release(REGISTRY + repository + ":abc", other))));
    assertThat(read(KubernetesRoots.PAGE_SIZE).uses())
        .filteredOn(use -> use.repository().equals(repository))
        .extracting(ImageUse::tag, ImageUse::digest)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(Optional.empty(), Optional.of(DIGEST)),
            org.assertj.core.groups.Tuple.tuple(Optional.empty(), Optional.of(other)));
  }

  @Test
  void knowsTheClusterItsNamespacesAndItsServices() {
    apply(Objects.scaledToZero("Deployment", namespace(), "asleep", image("asleep")));
    apply(Objects.releases(namespace(), "failed", Map.of()));
    ClusterState state = read(KubernetesRoots.PAGE_SIZE);
    assertThat(state.identity()).isEqualTo(uidOfKubeSystem());
    assertThat(state.namespaces()).contains("kube-system", namespace());
    assertThat(state.services())
        .contains(new ServiceRef(namespace(), "asleep"), new ServiceRef(namespace(), "failed"))
        .doesNotContain(new ServiceRef(namespace(), "gone"));
  }

  @Test
  void readsThePagesToTheLast() {
    for (int i = 0; i < 5; i++) {
      apply(Objects.scaledToZero("Deployment", namespace(), "svc-" + i, image("paged-" + i)));
    }
    ClusterState inPages = read(2);
    assertThat(inPages).isEqualTo(read(KubernetesRoots.PAGE_SIZE));
    assertThat(inPages.services())
        .contains(
            new ServiceRef(namespace(), "svc-0"),
            new ServiceRef(namespace(), "svc-2"),
            new ServiceRef(namespace(), "svc-4"));
  }

  @Test
  void saysThatItMayNotList() {
    assertThatThrownBy(() -> new KubernetesRoots(forbidden()).read())
        .isInstanceOf(RootsUnavailableException.class)
        .hasMessageContaining("list the pods")
        .hasMessageContaining("403")
        .hasMessageContaining("forbidden");
  }

  @Test
  void saysThatItIsNotKnown() {
    ApiAccess stranger =
        new ApiAccess(allowed().server(), allowed().tls(), () -> Optional.of("no-such-token"));
    assertThatThrownBy(() -> new KubernetesRoots(withoutCertificate(stranger)).read())
        .isInstanceOf(RootsUnavailableException.class)
        .hasMessageContaining("401")
        .hasMessageNotContaining("no-such-token");
  }

  /** An access that shows its token alone. */
  abstract ApiAccess withoutCertificate(ApiAccess access);

  /** An image whose tag tells which test it is of. */
  String image(String name) {
    return REGISTRY + name + ":" + namespace();
  }

  final ClusterState read(int pageSize) {
    return new KubernetesRoots(allowed(), pageSize, Duration.ofSeconds(30)).read();
  }

  static List<String> repositories(ClusterState state) {
    return state.uses().stream().map(ImageUse::repository).toList();
  }
}
