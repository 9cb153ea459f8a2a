package ink.ml.dp.deploy.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.testing.FakeApiServer;
import ink.ml.dp.deploy.testing.FakeNeighbours;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.deploy.testing.TestSettings;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.RequestScope;
import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A worker dies after each write of each operation, in turn; the activity that it was at is tried
 * again by another. What is in the cluster in the end is what is there when none dies.
 */
final class KilledWorkerTest {
  private static final Identities SERVICE = Identities.fresh();
  private static final Identities RENAMED = SERVICE.named(Identities.fresh().name());

  private static final FakeNeighbours NEIGHBOURS = new FakeNeighbours();

  /** What one activity does. */
  private interface Step {
    void run(ReleaseFixture worker);
  }

  /** Activities in their order, on top of others that went well. */
  private record Case(String name, List<Step> before, List<Step> steps) {
    @Override
    public String toString() {
      return name;
    }
  }

  @AfterAll
  static void close() {
    NEIGHBOURS.close();
  }

  static Stream<Case> cases() {
    List<Step> live = List.of(claim(SERVICE, 1), deploy(SERVICE, 1), succeed(SERVICE, 1));
    List<Step> begun = List.of(claim(SERVICE, 2), deploy(SERVICE, 2));
    return Stream.of(
        new Case("create", List.of(), live),
        new Case(
            "redeploy", live, List.of(claim(SERVICE, 2), deploy(SERVICE, 2), succeed(SERVICE, 2))),
        new Case(
            "first release that fails",
            List.of(),
            List.of(claim(SERVICE, 1), deploy(SERVICE, 1), restore(SERVICE, 1))),
        new Case("release that fails", live, joined(begun, List.of(restore(SERVICE, 2)))),
        new Case(
            "cancellation",
            joined(live, begun),
            List.of(restore(SERVICE, 2), w -> w.admission.cancel(SERVICE.at(3)))),
        new Case("deletion", live, List.of(w -> w.releases.delete(SERVICE.at(2)))),
        new Case(
            "deletion of what was begun", begun, List.of(w -> w.releases.delete(SERVICE.at(3)))),
        new Case(
            "new name",
            live,
            List.of(
                claim(RENAMED, 2),
                deploy(RENAMED, 2),
                succeed(RENAMED, 2),
                KilledWorkerTest::leave)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whereverAWorkerDiesTheEndIsTheSame(Case action) {
    End whole = run(action, Integer.MAX_VALUE);
    assertThat(whole.writes()).isPositive();

    for (int writes = 1; writes <= whole.writes(); writes++) {
      assertThat(run(action, writes).objects())
          .as("%s, dead after write %d of %d", action, writes, whole.writes())
          .isEqualTo(whole.objects());
    }
  }

  /** What was there in the end, and how much was written for it. */
  private record End(Map<String, JsonNode> objects, int writes) {}

  private static End run(Case action, int deadAfter) {
    try (FakeApiServer server = new FakeApiServer()) {
      ReleaseFixture sound = worker(server.client());
      action.before().forEach(step -> step.run(sound));
      AtomicInteger writes = new AtomicInteger();
      ReleaseFixture doomed = worker(dying(server.client(), writes, deadAfter));
      for (Step step : action.steps()) {
        if (writes.get() >= deadAfter) {
          step.run(sound);
          continue;
        }
        try {
          step.run(doomed);
        } catch (RuntimeException dead) {
          assertThat(writes.get())
              .as("nothing else fails: " + dead)
              .isGreaterThanOrEqualTo(deadAfter);
        }
        if (writes.get() >= deadAfter) {
          step.run(sound);
        }
      }
      return new End(objects(sound), writes.get());
    }
  }

  private static ReleaseFixture worker(ApiClient client) {
    return new ReleaseFixture(
        client,
        TestSettings.of(
            Map.of(
                "REGISTRY_HOST",
                "registry:5000",
                "REGISTRY_URL",
                NEIGHBOURS.url(),
                "MCP_API_URL",
                NEIGHBOURS.url(),
                "MCP_API_TOKEN",
                "a-token")));
  }

  /** Its writes are carried out up to the last one, whose answer it does not live to hear. */
  private static ApiClient dying(ApiClient client, AtomicInteger writes, int deadAfter) {
    client.setHttpClient(
        client
            .getHttpClient()
            .newBuilder()
            .addInterceptor(chain -> proceed(chain, writes, deadAfter))
            .build());
    return client;
  }

  private static Response proceed(Interceptor.Chain chain, AtomicInteger writes, int deadAfter)
      throws IOException {
    boolean write = !chain.request().method().equals("GET");
    if (writes.get() >= deadAfter || (write && writes.incrementAndGet() > deadAfter)) {
      throw new IOException("the worker is dead");
    }
    Response answer = chain.proceed(chain.request());
    if (write && writes.get() >= deadAfter) {
      answer.close();
      throw new IOException("the worker is dead");
    }
    return answer;
  }

  /** All that may be left, without what differs from one time to the next. */
  private static Map<String, JsonNode> objects(ReleaseFixture worker) {
    Map<String, JsonNode> found = new TreeMap<>();
    for (Kind kind :
        List.of(Kind.CONFIG_MAP, Kind.SECRET, Kind.DEPLOYMENT, Kind.SERVICE, Kind.INGRESS)) {
      for (JsonNode object : worker.cluster.list(kind, SERVICE.namespace(), Labels.SERVICE)) {
        found.put(kind + " " + object.path("metadata").path("name").asText(), stripped(object));
      }
    }
    for (JsonNode claim : worker.cluster.list(Kind.CONFIG_MAP, "dp-claims", Labels.TENANT)) {
      found.put("claim " + claim.path("metadata").path("name").asText(), stripped(claim));
    }
    return found;
  }

  private static JsonNode stripped(JsonNode object) {
    ObjectNode copy = object.deepCopy();
    ((ObjectNode) copy.path("metadata"))
        .remove(List.of("uid", "resourceVersion", "creationTimestamp", "generation"));
    if (copy.path("data").has("since")) {
      ((ObjectNode) copy.path("data")).remove("since");
    }
    return copy;
  }

  private static List<Step> joined(List<Step> first, List<Step> second) {
    List<Step> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static Step claim(Identities service, long sequence) {
    return worker -> worker.admission.admit(service.at(sequence), Operation.REDEPLOY);
  }

  private static Step deploy(Identities service, long sequence) {
    return worker ->
        worker.releases.deploy(service.at(sequence), ReleaseFixture.input(service, sequence));
  }

  private static Step succeed(Identities service, long sequence) {
    return worker -> {
      ReleaseRecord release =
          worker
              .records
              .read(service.at(sequence))
              .of(service.at(sequence).sequence())
              .orElseThrow();
      worker.succeed(service, sequence, release);
    };
  }

  private static Step restore(Identities service, long sequence) {
    return worker -> worker.restore(service, sequence, FailureCode.CRASH_LOOP);
  }

  private static void leave(ReleaseFixture worker) {
    for (RequestScope former : worker.claims.toLeave(RENAMED.at(2))) {
      worker.releases.delete(former);
      worker.claims.left(former);
    }
  }
}
