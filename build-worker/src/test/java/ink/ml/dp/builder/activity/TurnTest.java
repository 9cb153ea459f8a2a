package ink.ml.dp.builder.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.builder.line.BuildLine;
import ink.ml.dp.builder.line.Place;
import ink.ml.dp.model.activity.PlaceInLine;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.Tenant;
import ink.ml.dp.model.workflow.ServiceWorkflow;
import ink.ml.dp.runtime.failure.FailureInterceptor;
import ink.ml.dp.runtime.redact.Redactor;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The line as workflows meet it: on the in-memory server, in real time, with builds that sleep. */
@Timeout(60)
final class TurnTest {
  private static final String QUEUE = "line";

  /** As many, and as long, as is wanted. */
  private static final int BUILDS = Integer.getInteger("busy.builds", 8);

  private static final int MILLIS = Integer.getInteger("busy.millis", 1200);

  private final BuildLine line = new BuildLine(3, Duration.ofMinutes(1), System::nanoTime);
  private final TestWorkflowEnvironment temporal =
      TestWorkflowEnvironment.newInstance(
          TestEnvironmentOptions.newBuilder()
              .setUseTimeskipping(false)
              .setWorkerFactoryOptions(
                  WorkerFactoryOptions.newBuilder()
                      .setWorkerInterceptors(new FailureInterceptor(new Redactor()))
                      .build())
              .build());

  @AfterEach
  void close() {
    temporal.close();
  }

  @Test
  void manyBuildsOfOneTenantWaitAndAnothersDoesNot() throws Exception {
    start(Duration.ofMinutes(20));
    List<WorkflowStub> busy = new ArrayList<>();
    for (int i = 0; i < BUILDS; i++) {
      busy.add(build("busy", MILLIS));
    }
    long begun = System.nanoTime();
    List<Integer> calm = told(build("calm", 1));

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    assertThat(calm).isEmpty();
    List<Integer> all = new ArrayList<>();
    for (WorkflowStub one : busy) {
      all.addAll(told(one));
    }
    assertThat(all).as("places are told, and their end").contains(0).anyMatch(p -> p >= 4);
  }

  @Test
  void aCancelledWaitEndsSoonAndLeavesTheLine() throws Exception {
    start(Duration.ofMinutes(1));
    Place one = line.join(new Tenant("busy"), false);
    Place two = line.join(new Tenant("busy"), false);
    WorkflowStub waiting = build("busy", 1);
    Thread.sleep(1500);
    long begun = System.nanoTime();

    waiting.cancel();

    assertThatThrownBy(() -> told(waiting)).isInstanceOf(WorkflowFailedException.class);
    Place next = line.join(new Tenant("busy"), false);
    while (next.number() > 1) {
      // The workflow ends at once, its activity when it hears of it.
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
      Thread.sleep(50);
    }
    one.close();
    two.close();
  }

  @Test
  void thereIsALimitAndItIsTold() {
    start(Duration.ofMillis(500));
    Place one = line.join(new Tenant("busy"), false);
    Place two = line.join(new Tenant("busy"), false);

    assertThatThrownBy(() -> told(build("busy", 1)))
        .rootCause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.getType()).isEqualTo(FailureCode.BUILD_CAPACITY.wire());
              assertThat(failure.getOriginalMessage()).contains("number 1 of those that wait");
            });
    one.close();
    two.close();
  }

  private void start(Duration longest) {
    Worker worker = temporal.newWorker(QUEUE);
    worker.registerWorkflowImplementationTypes(RunImpl.class);
    Turn turn = new Turn(line, longest);
    Sleeps sleeps =
        (tenant, millis) -> {
          ActivityExecutionContext context = Activity.getExecutionContext();
          try (Place _ = turn.take(context, new Tenant(tenant))) {
            for (int left = millis; left > 0; left -= 1000) {
              context.heartbeat(null);
              Thread.sleep(Math.min(left, 1000));
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    worker.registerActivitiesImplementations(sleeps);
    temporal.start();
  }

  private WorkflowStub build(String tenant, int millis) {
    WorkflowStub stub =
        temporal
            .getWorkflowClient()
            .newUntypedWorkflowStub(
                "Run", WorkflowOptions.newBuilder().setTaskQueue(QUEUE).build());
    stub.start(tenant, millis);
    return stub;
  }

  private static List<Integer> told(WorkflowStub stub) throws Exception {
    return List.of(stub.getResult(20, TimeUnit.MINUTES, Integer[].class));
  }

  /** A build that only takes its time. */
  @ActivityInterface
  public interface Sleeps {
    void sleep(String tenant, int millis);
  }

  /** A run that answers the places that it was told. */
  @WorkflowInterface
  public interface Run {
    @WorkflowMethod(name = "Run")
    Integer[] run(String tenant, int millis);

    @SignalMethod(name = ServiceWorkflow.IN_LINE)
    void inLine(PlaceInLine place);
  }

  /** One activity, tried once. */
  public static final class RunImpl implements Run {
    private final List<Integer> told = new ArrayList<>();

    @Override
    public Integer[] run(String tenant, int millis) {
      Workflow.newActivityStub(
              Sleeps.class,
              ActivityOptions.newBuilder()
                  .setStartToCloseTimeout(Duration.ofMinutes(20))
                  .setHeartbeatTimeout(Duration.ofSeconds(10))
                  .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
                  .build())
          .sleep(tenant, millis);
      return told.toArray(Integer[]::new);
    }

    @Override
    public void inLine(PlaceInLine place) {
      told.add(place.place());
    }
  }
}
