package ink.ml.dp.deploy.rights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ink.ml.dp.deploy.activity.Deployer;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.KubernetesApi;
import ink.ml.dp.deploy.testing.FakeNeighbours;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.deploy.testing.RealCluster;
import ink.ml.dp.deploy.testing.TestImages;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.request.Operation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The deploy worker as {@code k8s/} ships it: its own account, the split rights, and the admission
 * policies. Every request of a service's life passes, uses every right there is, and what it wrote
 * is refused once it is changed.
 */
@Timeout(180)
final class ShippedRightsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Identities SERVICE = Identities.fresh();
  private static final Identities STAYS =
      Identities.fresh().ofTenant(SERVICE.tenant()).inProject("other");

  /** Rights that no request of this test needs, and what they are for. */
  private static final Set<String> RARE =
      Set.of(
          // Makes a role binding possible; it is no request of its own.
          "cluster bind rbac.authorization.k8s.io/clusterroles",
          // Names are forgotten after days.
          "claims delete /configmaps",
          // Only some failures are explained by events, such as an image that is not there.
          "tenant list /events");

  private static final RecordedCalls CALLS = new RecordedCalls();
  private static ShippedManifests shipped;
  private static FakeNeighbours neighbours;
  private static KubernetesApi worker;
  private static @Nullable Deployer deployer;
  private static Map<Kind, JsonNode> written;

  @BeforeAll
  static void live() {
    TestImages images = new TestImages(RealCluster.registryUrl(), RealCluster.hubUrl());
    shipped = new ShippedManifests(SERVICE.tenant());
    neighbours = new FakeNeighbours();
    worker = new KubernetesApi(shipped.worker());
    var settings =
        RealCluster.settings(
            neighbours, Map.of("WORKER_ROLE", "dp-deploy-worker-tenant=dp-system/deploy-worker"));
    try (Deployer recorded = new Deployer(shipped.worker(CALLS), settings)) {
      neighbours.environment(SERVICE.serviceId(), Map.of("GREETING", "world"));
      assertThat(recorded.run(SERVICE, 1, images.server(SERVICE)).status()).isEqualTo("running");
      var broken = images.running(SERVICE, "sh", "-c", "exit 1");
      assertThat(recorded.run(SERVICE, 2, broken).status()).isEqualTo("failed");
      assertThat(recorded.run(SERVICE, 3, Operation.DELETE).status()).isEqualTo("deleted");
      assertThat(recorded.parts.claims.all()).isNotEmpty();
    }
    deployer = new Deployer(shipped.worker(), settings);
    assertThat(deployer.run(STAYS, 1, images.server(STAYS)).status()).isEqualTo("running");
    Cluster cluster = new Cluster(worker);
    written =
        Map.of(
            Kind.DEPLOYMENT, first(cluster, Kind.DEPLOYMENT),
            Kind.SERVICE, object(cluster, Kind.SERVICE),
            Kind.INGRESS, object(cluster, Kind.INGRESS));
  }

  @AfterAll
  static void end() {
    if (deployer != null) {
      deployer.run(STAYS, 2, Operation.DELETE);
      deployer.close();
    }
    shipped.remove();
    neighbours.close();
  }

  private static JsonNode first(Cluster cluster, Kind kind) {
    return cluster.list(kind, STAYS.namespace(), Labels.SERVICE + "=" + STAYS.name()).getFirst();
  }

  private static JsonNode object(Cluster cluster, Kind kind) {
    return cluster.get(kind, STAYS.namespace(), STAYS.name()).orElseThrow();
  }

  @Test
  void everyRequestIsAllowed() {
    // A service's record is looked for before its namespace is there, and the role with it.
    String record = "configmaps/" + SERVICE.name() + "-releases";
    assertThat(CALLS.refused()).allMatch(call -> call.startsWith("GET") && call.endsWith(record));
  }

  @Test
  void everyRightIsNeeded() {
    Set<String> allowed = new TreeSet<>();
    allowed.addAll(
        RecordedCalls.allowed("cluster", shipped.rules("clusterrole/dp-deploy-worker", "")));
    allowed.addAll(
        RecordedCalls.allowed("claims", shipped.rules("role/dp-deploy-worker", "dp-claims")));
    allowed.addAll(
        RecordedCalls.allowed("tenant", shipped.rules("clusterrole/dp-deploy-worker-tenant", "")));
    Set<String> idle = new TreeSet<>(allowed);
    idle.removeAll(CALLS.used());
    assertThat(RARE).containsAll(idle);
  }

  /** What it really wrote, with one thing changed, in JSON pointers; the answer names the rule. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DEPLOYMENT | /spec/template/spec | runtimeClassName | \"runc\" | under gVisor",
        "DEPLOYMENT | /spec/template/spec | automountServiceAccountToken | true | no token",
        "DEPLOYMENT | /spec/template/spec | priorityClassName | \"dp-platform\" | no priority",
        "DEPLOYMENT | /spec/template/spec/containers/0 | image | \"docker.io/library/debian:12\" | images of this namespace",
        "SERVICE | /spec | type | \"NodePort\" | of the type ClusterIP",
        "SERVICE | /spec | type | \"LoadBalancer\" | of the type ClusterIP",
        "SERVICE | /spec | externalIPs | [\"10.0.1.10\"] | externalIPs",
        "SERVICE | /spec | selector | {} | select pods",
        "INGRESS | /spec/rules/0 | host | \"ops.localhost\" | platform's own",
        "INGRESS | /spec/rules/0 | host | \"web.example.com\" | one label under",
        "INGRESS | /spec | tls | [{\"secretName\":\"x\"}] | (tls)",
        "INGRESS | /spec | ingressClassName | \"other\" | class traefik",
      })
  void whatItWroteIsRefusedOnceItIsChanged(
      Kind kind, String place, String field, String value, String rule) throws Exception {
    ObjectNode changed = fresh(kind);
    ((ObjectNode) changed.at(place)).set(field, JSON.readTree(value));
    assertThat(create(kind, fresh(kind))).isEqualTo("accepted");
    assertThat(create(kind, changed)).contains(rule);
  }

  /** As it was written, without what the server added; under another name. */
  private static ObjectNode fresh(Kind kind) {
    ObjectNode object = Objects.requireNonNull(written.get(kind)).deepCopy();
    object.remove("status");
    object.withObject("/metadata").removeAll();
    object.withObject("/metadata").put("name", "changed");
    object.withObject("/spec").remove(List.of("clusterIP", "clusterIPs"));
    object.put("kind", kind.kind()).put("apiVersion", kind.apiVersion());
    return object;
  }

  private static String create(Kind kind, ObjectNode object) {
    String path =
        switch (kind) {
          case DEPLOYMENT -> "/apis/apps/v1/namespaces/%s/deployments";
          case SERVICE -> "/api/v1/namespaces/%s/services";
          case INGRESS -> "/apis/networking.k8s.io/v1/namespaces/%s/ingresses";
          default -> throw new IllegalArgumentException(kind.kind());
        };
    var answer =
        worker.send(
            new Action("try a change"),
            "POST",
            path.formatted(STAYS.namespace()) + "?dryRun=All",
            "application/json",
            object);
    return answer.status() == 201 ? "accepted" : answer.document().path("message").asText();
  }
}
