package ink.ml.dp.deploy.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.activity.Deployer;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.testing.FakeNeighbours;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.deploy.testing.RealCluster;
import ink.ml.dp.deploy.testing.TestImages;
import ink.ml.dp.deploy.testing.Visitor;
import ink.ml.dp.model.failure.Blame;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.result.ServiceError;
import ink.ml.dp.model.result.ServiceResult;
import io.temporal.client.WorkflowFailedException;
import io.temporal.failure.ApplicationFailure;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Whole requests that cannot succeed, with real pods: what the tenant is told, and what is left.
 * All of them run at once, a few at a time.
 */
@Timeout(300)
final class FailureMatrixIT {
  private static final int AT_ONCE = 5;

  /** Those that are also tried on a service that runs. */
  static final List<BrokenApp> REDEPLOYED =
      List.of(
          BrokenApp.ENDS,
          BrokenApp.LISTENS_ON_ANOTHER_PORT,
          BrokenApp.ASKS_FOR_MORE_THAN_THE_PROJECT_HAS);

  private static final Semaphore TURN = new Semaphore(AT_ONCE);
  private static final Map<BrokenApp, Future<Attempt>> FIRST = new EnumMap<>(BrokenApp.class);
  private static final Map<BrokenApp, Future<Redeploy>> SECOND = new EnumMap<>(BrokenApp.class);
  private static final TestImages IMAGES =
      new TestImages(RealCluster.registryUrl(), RealCluster.hubUrl());

  /** What is to run until the end. */
  private static final Queue<Identities> RUNNING = new ConcurrentLinkedQueue<>();

  private static FakeNeighbours neighbours;
  private static Deployer deployer;
  private static ExecutorService threads;
  private static Future<ServiceResult> slow;

  private record Attempt(Identities service, ServiceError error) {}

  private record Redeploy(
      Identities service, ServiceError error, JsonNode before, List<String> seen) {}

  @BeforeAll
  static void start() {
    neighbours = new FakeNeighbours();
    deployer =
        new Deployer(
            RealCluster.client(),
            RealCluster.settings(neighbours, Map.of("ROLLOUT_LIMIT_SECONDS", "40")));
    threads = Executors.newVirtualThreadPerTaskExecutor();
    Set<BrokenApp> all = EnumSet.allOf(BrokenApp.class);
    REDEPLOYED.forEach(app -> SECOND.put(app, inTurn(() -> redeploy(app))));
    all.forEach(app -> FIRST.put(app, inTurn(() -> attempt(app, fresh(), 1))));
    slow =
        inTurn(
            () -> {
              Identities service = fresh();
              RUNNING.add(service);
              return deployer.run(service, 1, IMAGES.server(service, "delay=12"));
            });
  }

  @AfterAll
  static void stop() {
    threads.shutdownNow();
    // They would take the processor from whatever is tested next.
    RUNNING.parallelStream().forEach(one -> deployer.run(one, 100, Operation.DELETE));
    RUNNING.clear();
    deployer.close();
    neighbours.close();
  }

  @ParameterizedTest
  @EnumSource
  void saysWhyAndLeavesNothing(BrokenApp app) throws Exception {
    Attempt attempt = Objects.requireNonNull(FIRST.get(app)).get();

    assertExplains(app, attempt.error());
    Identities service = attempt.service();
    for (Kind kind : List.of(Kind.SERVICE, Kind.INGRESS)) {
      assertThat(deployer.parts.find(service, kind)).as(kind.kind()).isEmpty();
    }
    assertThat(deployer.parts.running(service)).isEmpty();
    assertThat(
            deployer.parts.cluster.list(
                Kind.SECRET, service.namespace(), "dp.ml.ink/service=" + service.name()))
        .isEmpty();
    Optional<JsonNode> record =
        deployer.parts.find(service.named(service.name() + "-releases"), Kind.CONFIG_MAP);
    if (app == BrokenApp.ASKS_FOR_MORE_THAN_THE_PROJECT_HAS) {
      assertThat(record).as("the record of what was not let in").isEmpty();
    } else {
      assertThat(record.orElseThrow().path("data").path("r1").asText()).contains(app.code.wire());
    }
  }

  @ParameterizedTest
  @FieldSource("REDEPLOYED")
  void releaseBeforeKeepsAnsweringAndIsPutBack(BrokenApp app) throws Exception {
    Redeploy redeploy = Objects.requireNonNull(SECOND.get(app)).get();

    assertExplains(app, redeploy.error());
    assertThat(redeploy.seen()).isNotEmpty().containsOnly("200 good s3cret-greeting");
    assertThat(deployer.parts.running(redeploy.service())).containsExactly("r1");
    JsonNode now = deployer.parts.deployment(redeploy.service(), 1);
    for (String untouched : List.of("uid", "generation")) {
      assertThat(now.path("metadata").path(untouched))
          .isEqualTo(redeploy.before().path("metadata").path(untouched));
    }
    assertThat(deployer.parts.seen(redeploy.service())).isEqualTo("r1");
    assertThat(Visitor.see(redeploy.service())).isEqualTo("200 good s3cret-greeting");
  }

  @Test
  void slowStartWithinTheLimitIsNoFailure() throws Exception {
    assertThat(slow.get().status()).isEqualTo("running");
  }

  private static void assertExplains(BrokenApp app, ServiceError error) {
    assertThat(error.code()).as(error.toString()).isEqualTo(app.code.wire());
    assertThat(error.message()).startsWith("tried to start web-").contains(app.because);
    assertThat(error.hint()).isEqualTo(app.code.hint());
    if (app.line.isEmpty()) {
      assertThat(error.logTail()).isEmpty();
    } else {
      assertThat(error.logTail()).contains(app.line);
    }
    assertThat(error.toString()).doesNotContain("s3cret-greeting");
  }

  private static Attempt attempt(BrokenApp app, Identities service, long sequence) {
    long start = System.nanoTime();
    ServiceError error = failure(app, service, sequence);
    System.err.printf(
        "failure matrix: %s r%d told %s after %.1f s%n",
        app, sequence, error.code(), (System.nanoTime() - start) / 1e9);
    return new Attempt(service, error);
  }

  private static ServiceError failure(BrokenApp app, Identities service, long sequence) {
    try {
      ServiceResult result =
          deployer.run(service, sequence, app.image(IMAGES, service), app.settings());
      assertThat(app.code.blame()).isNotEqualTo(Blame.PLATFORM);
      return Objects.requireNonNull(result.error(), result::toString);
    } catch (WorkflowFailedException e) {
      ApplicationFailure failure = (ApplicationFailure) Objects.requireNonNull(e.getCause());
      return failure.getDetails().get(0, ServiceError.class);
    }
  }

  private static Redeploy redeploy(BrokenApp app) throws InterruptedException {
    Identities service = fresh();
    RUNNING.add(service);
    ServiceResult first = deployer.run(service, 1, IMAGES.server(service, "text=good"));
    assertThat(first.status()).as(first.toString()).isEqualTo("running");
    JsonNode before = deployer.parts.deployment(service, 1);
    try (Visitor.Stay visitor = Visitor.stay(service)) {
      ServiceError error = attempt(app, service, 2).error();
      return new Redeploy(service, error, before, visitor.leave());
    }
  }

  private static Identities fresh() {
    Identities service = Identities.fresh();
    neighbours.environment(service.serviceId(), Map.of("GREETING", "s3cret-greeting"));
    return service;
  }

  private static <T> Future<T> inTurn(Callable<T> work) {
    return threads.submit(
        () -> {
          TURN.acquire();
          try {
            return work.call();
          } finally {
            TURN.release();
          }
        });
  }
}
