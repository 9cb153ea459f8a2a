package ink.ml.dp.deploy.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.model.activity.PlaceInLine;
import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.result.Progress;
import ink.ml.dp.model.result.ServiceError;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.model.workflow.ServiceWorkflow;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A builder that has much to do is not one that is lost. */
@Timeout(value = Integer.MAX_VALUE)
final class BusyBuilderTest {
  /** As many, and as long, as is wanted: 50 of 120,000 ms is what a real builder was tried with. */
  private static final int BUILDS = Integer.getInteger("busy.builds", 10);

  private static final int MILLIS = Integer.getInteger("busy.millis", 400);

  @Test
  void whatWaitsForABusyBuilderIsBuiltThereInTheEnd() throws Exception {
    BuilderLimits limits =
        new BuilderLimits(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofHours(3));
    try (WorkflowFixture workflows = new WorkflowFixture(false, limits, 1)) {
      workflows.script.takes("build", Duration.ofMillis(MILLIS));
      List<WorkflowStub> sent = new ArrayList<>();
      for (int i = 1; i <= BUILDS; i++) {
        sent.add(workflows.sendTo("svc-" + i, Requests.createOf("svc-" + i, i)));
      }

      for (WorkflowStub one : sent) {
        ServiceResult result =
            one.getResult(
                30_000L + 2L * BUILDS * MILLIS, TimeUnit.MILLISECONDS, ServiceResult.class);
        assertThat(result.status()).isEqualTo("running");
      }
      assertThat(workflows.script.log())
          .filteredOn(line -> line.startsWith("clone"))
          .as("none was lost, and repeated elsewhere")
          .hasSize(BUILDS);
    }
  }

  @Test
  void aBuilderThatIsTooBusyForTooLongIsSaidToBe() throws Exception {
    BuilderLimits limits =
        new BuilderLimits(Duration.ofMillis(300), Duration.ofSeconds(5), Duration.ofMillis(500));
    try (WorkflowFixture workflows = new WorkflowFixture(false, limits, 1)) {
      workflows.script.block("build", 1);
      ServiceRequest first = Requests.createOf("svc-1", 1);
      WorkflowStub busy = workflows.sendTo("svc-1", first);
      workflows.script.awaitStart("build", 1);

      WorkflowStub waits = workflows.sendTo("svc-2", Requests.createOf("svc-2", 2));

      ServiceError error = Objects.requireNonNull(WorkflowFixture.result(waits).error());
      assertThat(error.code()).isEqualTo("BUILD_CAPACITY");
      assertThat(error.blame()).isEqualTo("capacity");
      workflows.script.release("build", 1);
      assertThat(WorkflowFixture.result(busy).status()).isEqualTo("running");
    }
  }

  @Test
  void progressTellsThePlaceInTheLine() throws Exception {
    try (WorkflowFixture workflows = new WorkflowFixture(false)) {
      workflows.script.block("clone", 1);
      WorkflowStub run = workflows.send(Requests.create(1));
      workflows.script.awaitStart("clone", 1);
      assertThat(run.query("progress", Progress.class).place()).isNull();

      run.signal(ServiceWorkflow.IN_LINE, new PlaceInLine(3));
      assertThat(run.query("progress", Progress.class).place()).isEqualTo(3);

      run.signal(ServiceWorkflow.IN_LINE, new PlaceInLine(0));
      assertThat(run.query("progress", Progress.class).place()).isNull();
      workflows.script.release("clone", 1);
      assertThat(WorkflowFixture.result(run).status()).isEqualTo("running");
    }
  }
}
