package ink.ml.dp.registrygc.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.registrygc.kubernetes.FakeApiServer.Answer;
import ink.ml.dp.registrygc.policy.InUse;
import ink.ml.dp.registrygc.roots.RootsUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On the fake server: the contract, and the faults that a real one shows too rarely. */
class KubernetesRootsTest extends KubernetesRootsContract {
  private static final String NAMESPACE = "dp-acme-default";

  private FakeApiServer server;

  @BeforeEach
  void start() {
    server = FakeApiServer.withCluster();
    server.apply(KubeObjects.namespace(NAMESPACE));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void abortsWhenAListExpiresInTheMiddle() {
    pods(5);
    server.fails(
        (path, query, usual) ->
            query.containsKey("continue")
                ? Optional.of(
                    FakeApiServer.status(410, "The provided continue parameter is too old"))
                : Optional.empty());
    refuses(2, "list the pods", "410", "too old");
  }

  @Test
  void abortsWhenALaterPageIsRefused() {
    pods(5);
    server.fails(
        (path, query, usual) ->
            query.containsKey("continue")
                ? Optional.of(FakeApiServer.status(500, "etcdserver: request timed out"))
                : Optional.empty());
    refuses(2, "500", "request timed out");
  }

  @ParameterizedTest
  @ValueSource(strings = {"configmaps", "cronjobs", "replicasets", "namespaces"})
  void abortsWhenOneKindCannotBeListed(String resource) {
    server.fails(
        (path, query, usual) ->
            path.endsWith(resource)
                ? Optional.of(FakeApiServer.status(403, resource + " is forbidden"))
                : Optional.empty());
    refuses(250, "list the " + resource, "403");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 40, 200, -1, -2, -10})
  void abortsWhenAPageIsCutOff(int length) {
    pods(3);
    server.fails(
        (path, query, usual) ->
            path.endsWith("/pods")
                ? Optional.of(
                    new Answer(
                        200,
                        usual
                            .body()
                            .substring(0, length < 0 ? usual.body().length() + length : length)))
                : Optional.empty());
    refuses(250, "list the pods", "no complete answer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "<html>welcome</html>",
        "{\"kind\": \"PodList\", \"metadata\": {}}",
        "{\"kind\": \"SecretList\", \"metadata\": {}, \"items\": []}",
        "{\"kind\": \"PodList\", \"metadata\": {}, \"items\": [null]}",
        "{\"kind\": \"PodList\", \"metadata\": {}, \"items\": []} {}"
      })
  void abortsWhenSomethingElseAnswers(String body) {
    server.fails(
        (path, query, usual) ->
            path.endsWith("/pods") ? Optional.of(new Answer(200, body)) : Optional.empty());
    refuses(250, "list the pods", "no complete answer");
  }

  @Test
  void abortsWhenThereAreNoPodsAtAll() {
    server.fails(
        (path, query, usual) ->
            path.endsWith("/pods")
                ? Optional.of(
                    new Answer(200, "{\"kind\": \"PodList\", \"metadata\": {}, \"items\": []}"))
                : Optional.empty());
    refuses(250, "no pods at all");
  }

  @Test
  void abortsWhenTheClusterHasNoIdentity() {
    try (FakeApiServer empty = new FakeApiServer()) {
      empty.apply(KubeObjects.pod("default", "pod", "debian:12"));
      assertThatThrownBy(() -> new KubernetesRoots(empty.access(FakeApiServer.ALLOWED)).read())
          .isInstanceOf(RootsUnavailableException.class)
          .hasMessageContaining("kube-system");
    }
  }

  @Test
  void abortsWhenAListEndsBeforeItsEnd() {
    pods(3);
    server.fails(
        (path, query, usual) ->
            path.endsWith("/pods")
                ? Optional.of(
                    new Answer(
                        200, usual.body().replace("\"continue\"", "\"somebody-took-it-away\"")))
                : Optional.empty());
    refuses(2, "before its end");
  }

  @Test
  void abortsWhenTheSamePageComesForEver() {
    pods(5);
    server.fails(
        (path, query, usual) ->
            "2".equals(query.get("continue"))
                ? Optional.of(
                    new Answer(
                        200, usual.body().replace("\"continue\":\"4\"", "\"continue\":\"2\"")))
                : Optional.empty());
    refuses(2, "same page again");
  }

  @Test
  void abortsWhenAReleaseCannotBeRead() {
    server.apply(
        KubeObjects.releases(
            NAMESPACE, "web", Map.of("r3", "{ \"image\": \"a/b:c\", \"digest\": 7 }")));
    refuses(250, "record of releases", "dp-acme-default/web-releases r3");
  }

  @Test
  void abortsWhenNobodyListens() {
    server.close();
    refuses(250, "list the pods", "no complete answer");
  }

  @Test
  void abortsWhenAPageNeverEnds() {
    server.stallsAfter(60);
    KubernetesRoots roots = new KubernetesRoots(access(allowed()), 250, Duration.ofMillis(300));
    assertThatThrownBy(roots::read)
        .isInstanceOf(RootsUnavailableException.class)
        .hasMessageContaining("no complete answer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"foo@bar", "ghcr.io/x/y@sha512:00", "DP-A-B/web:v1", "r.io/dp-system/w@b/x"})
  void ignoresAnImageThatCannotBeOurs(String image) {
    server.apply(KubeObjects.pod(NAMESPACE, "pod", image));
    server.apply(KubeObjects.pod(NAMESPACE, "long", "r.io/dp-a-b/" + "w".repeat(300)));
    assertThat(new InUse(new KubernetesRoots(access(allowed())).read().uses()).count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dp-a-b/web@bar", "dp-a-b/web:\u00e9", "r.io/dp-a-b/web@sha512:00"})
  void abortsAtAnImageThatMayBeOursAndSaysWhose(String image) {
    server.apply(KubeObjects.pod(NAMESPACE, "pod", image));
    refuses(250, "Pod " + NAMESPACE + "/pod names the image", image);
  }

  @Test
  void isNotSureOfImagesOfOtherRegistriesOnceItKnowsItsOwn() {
    String digest = "sha256:" + "2e".repeat(32);
    server.apply(KubeObjects.pod(NAMESPACE, "own", REGISTRY + NAMESPACE + "/web:v1"));
    server.apply(KubeObjects.pod(NAMESPACE, "other", "ghcr.io/" + NAMESPACE + "/web:v2"));
    server.apply(
        KubeObjects.releases(
            NAMESPACE,
            "web",
            Map.of("r1", KubeObjects.release(REGISTRY + NAMESPACE + "/web:v1", digest))));
    assertThat(
            new InUse(new KubernetesRoots(access(allowed())).read().uses())
                .of(NAMESPACE + "/web")
                .certain())
        .containsExactlyInAnyOrder("v1", digest);
  }

  @Test
  void asksForNothingButLists() {
    read(250);
    assertThat(server.requests()).hasSize(Resource.values().length);
    assertThat(server.requests().indexOf("/apis/apps/v1/replicasets?limit=250"))
        .as("what is made is read before what makes it")
        .isLessThan(server.requests().indexOf("/apis/apps/v1/deployments?limit=250"));
    assertThat(server.requests()).allMatch(target -> target.contains("?limit=250"));
    assertThat(server.requests())
        .filteredOn(target -> target.contains("configmaps"))
        .allMatch(target -> target.contains("labelSelector=dp.ml.ink%2Frecord%3Dreleases"));
  }

  private void pods(int count) {
    for (int i = 0; i < count; i++) {
      server.apply(KubeObjects.pod(NAMESPACE, "pod-" + i, REGISTRY + NAMESPACE + "/web:v" + i));
    }
  }

  private void refuses(int pageSize, String... sentence) {
    KubernetesRoots roots = new KubernetesRoots(access(allowed()), pageSize, Duration.ofSeconds(5));
    assertThatThrownBy(roots::read)
        .isInstanceOf(RootsUnavailableException.class)
        .hasMessageContainingAll(sentence);
  }

  @Override
  String namespace() {
    return NAMESPACE;
  }

  @Override
  void apply(String... manifests) {
    Stream.of(manifests).forEach(server::apply);
  }

  @Override
  ApiAccess access(String token) {
    return server.access(token);
  }

  @Override
  String allowed() {
    return FakeApiServer.ALLOWED;
  }

  @Override
  String forbidden() {
    return FakeApiServer.FORBIDDEN;
  }

  @Override
  String uidOfKubeSystem() {
    return server.uid("Namespace", "kube-system");
  }
}
