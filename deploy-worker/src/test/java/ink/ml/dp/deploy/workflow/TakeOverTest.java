package ink.ml.dp.deploy.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.result.Progress;
import ink.ml.dp.model.result.ServiceResult;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.CanceledFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several requests for one service: the newest is carried out, whatever arrived last. */
@Timeout(60)
final class TakeOverTest {
  private final WorkflowFixture workflows = new WorkflowFixture(false);
  private final Script script = workflows.script;

  @AfterEach
  void close() {
    workflows.close();
  }

  @Test
  void newestOfThreeIsBuiltAndNeverTwoAtOnce() throws Exception {
    script.block("build", 1);
    WorkflowStub first = workflows.send(Requests.create(1));
    script.awaitStart("build", 1);

    workflows.send(Requests.redeploy(2));
    workflows.send(Requests.redeploy(4));
    workflows.send(Requests.redeploy(3));
    ServiceResult result = WorkflowFixture.result(first);

    assertThat(result.requestId()).isEqualTo("req-4");
    assertThat(result.sequence()).isEqualTo(4);
    assertThat(result.status()).isEqualTo("running");
    assertThat(script.mostBuildsAtOnce()).isEqualTo(1);
    assertThat(script.log())
        .containsSubsequence("build 1!", "cleanup 1", "build 4")
        .doesNotContain("build 3", "deploy 1");
  }

  @Test
  void deletePreemptsABuild() throws Exception {
    script.block("build", 1);
    WorkflowStub first = workflows.send(Requests.create(1));
    script.awaitStart("build", 1);

    workflows.send(Requests.delete(2));

    assertThat(WorkflowFixture.result(first).status()).isEqualTo("deleted");
    assertThat(script.log()).containsSubsequence("build 1!", "cleanup 1", "delete 2");
  }

  @Test
  void sameRequestAgainAndOlderOnesAreIgnored() throws Exception {
    script.block("build", 5);
    WorkflowStub first = workflows.send(Requests.redeploy(5));
    script.awaitStart("build", 5);

    workflows.send(Requests.redeploy(5));
    workflows.send(Requests.delete(4));
    script.release("build", 5);

    assertThat(WorkflowFixture.result(first).requestId()).isEqualTo("req-5");
    assertThat(script.log()).filteredOn("build 5"::equals).hasSize(1);
    assertThat(script.log()).doesNotContain("delete 4");
  }

  @Test
  void newerRequestThatDoesNotParseCostsNothing() throws Exception {
    script.block("build", 1);
    WorkflowStub first = workflows.send(Requests.create(1));
    script.awaitStart("build", 1);

    workflows.send(Requests.of(Operation.REDEPLOY, 2, "Not a label"));
    script.release("build", 1);

    assertThat(WorkflowFixture.result(first).requestId()).isEqualTo("req-1");
  }

  @Test
  void applyIsFinishedAndTakenBackBeforeTheNextRequest() throws Exception {
    script.block("deploy", 1);
    WorkflowStub first = workflows.send(Requests.create(1));
    script.awaitStart("deploy", 1);

    workflows.send(Requests.redeploy(2));
    script.release("deploy", 1);

    assertThat(WorkflowFixture.result(first).requestId()).isEqualTo("req-2");
    assertThat(script.log())
        .containsSubsequence("deploy 1", "restore 1", "claim 2", "deploy 2")
        .doesNotContain("deploy 1!", "rollout 1");
  }

  @Test
  void rolloutIsCutShort() throws Exception {
    script.block("rollout", 1);
    WorkflowStub first = workflows.send(Requests.create(1));
    script.awaitStart("rollout", 1);

    workflows.send(Requests.redeploy(2));

    assertThat(WorkflowFixture.result(first).requestId()).isEqualTo("req-2");
    assertThat(script.log()).containsSubsequence("restore 1", "claim 2", "rollout 2");
  }

  @Test
  void newerRequestIsCarriedOutEvenWhenTheRunningOneFails() throws Exception {
    script.block("claim", 1);
    WorkflowStub first = workflows.send(Requests.create(1));
    script.awaitStart("claim", 1);
    script.fail("claim", FailureCode.NAME_TAKEN);

    workflows.send(Requests.delete(2));
    script.release("claim", 1);

    assertThat(WorkflowFixture.result(first).status()).isEqualTo("deleted");
  }

  @Test
  void aCancellationStopsABuildAndIsToldToBoth() throws Exception {
    script.block("build", 1);
    WorkflowStub first = workflows.send(Requests.create(1));
    script.awaitStart("build", 1);

    WorkflowStub cancel = workflows.send(Requests.cancel(2));

    ServiceResult result = WorkflowFixture.result(first);
    assertThat(result.status()).isEqualTo("cancelled");
    assertThat(result.requestId()).isEqualTo("req-2");
    assertThat(WorkflowFixture.result(cancel)).isEqualTo(result);
    assertThat(script.log())
        .containsSubsequence("build 1!", "cleanup 1", "claim 2")
        .doesNotContain("deploy 1", "deploy 2");
  }

  @Test
  void redeploysNeverStopTwoBuildsInARow() throws Exception {
    script.block("build", 1);
    script.block("build", 2);
    script.block("build", 3);
    WorkflowStub first = workflows.send(Requests.create(1));
    script.awaitStart("build", 1);
    workflows.send(Requests.redeploy(2));
    script.awaitStart("build", 2);

    workflows.send(Requests.redeploy(3));
    script.release("build", 2);
    script.awaitStart("build", 3);
    // The one before has gone live: this one may be stopped again.
    workflows.send(Requests.redeploy(4));

    assertThat(WorkflowFixture.result(first).requestId()).isEqualTo("req-4");
    assertThat(script.log())
        .containsSubsequence("build 1!", "build 2", "rollout 2", "build 3!", "rollout 4")
        .doesNotContain("restore 2");
  }

  @Test
  void aPatientDeployIsStoppedByWhatIsNoDeploy() throws Exception {
    script.block("build", 1);
    script.block("build", 2);
    WorkflowStub first = workflows.send(Requests.create(1));
    script.awaitStart("build", 1);
    workflows.send(Requests.redeploy(2));
    script.awaitStart("build", 2);

    workflows.send(Requests.redeploy(3));
    workflows.send(Requests.cancel(4));

    assertThat(WorkflowFixture.result(first).status()).isEqualTo("cancelled");
    assertThat(script.log()).containsSubsequence("build 1!", "build 2!", "claim 4");
  }

  @Test
  void aRequestAfterACancellationIsCarriedOut() throws Exception {
    script.block("build", 1);
    WorkflowStub first = workflows.send(Requests.create(1));
    script.awaitStart("build", 1);

    workflows.send(Requests.cancel(2));
    workflows.send(Requests.redeploy(3));

    ServiceResult result = WorkflowFixture.result(first);
    assertThat(result.status()).isEqualTo("running");
    assertThat(result.requestId()).isEqualTo("req-3");
  }

  @Test
  void whatCannotBeCancelledAnyMoreIsToldAsItEnded() throws Exception {
    ServiceResult done = WorkflowFixture.result(workflows.send(Requests.create(1)));
    script.answer(
        new ServiceResult("req-1", 2L, done.status(), null, null, null, "r1", null, null));

    ServiceResult result = WorkflowFixture.result(workflows.send(Requests.cancel(2)));

    assertThat(result.status()).isEqualTo("running");
    assertThat(result.requestId()).isEqualTo("req-1");
  }

  @Test
  void aWorkflowCancelledDuringADeleteTellsThatItDeleted() throws Exception {
    script.block("delete", 1);
    WorkflowStub stub = workflows.send(Requests.delete(1));
    script.awaitStart("delete", 1);

    stub.cancel();
    script.release("delete", 1);

    assertThatThrownBy(() -> WorkflowFixture.result(stub))
        .hasCauseInstanceOf(CanceledFailure.class);
    assertThat(stub.query("progress", Progress.class).result())
        .extracting(ServiceResult::status)
        .isEqualTo("deleted");
  }

  @Test
  void aNewerRequestIsNotLostToACancellationFromOutside() throws Exception {
    script.block("build", 1);
    WorkflowStub stub = workflows.send(Requests.create(1));
    script.awaitStart("build", 1);

    stub.cancel();
    workflows.send(Requests.redeploy(2));

    assertThatThrownBy(() -> WorkflowFixture.result(stub))
        .hasCauseInstanceOf(CanceledFailure.class);
    Progress progress = stub.query("progress", Progress.class);
    assertThat(progress.requestId()).isEqualTo("req-2");
    assertThat(progress.result()).extracting(ServiceResult::status).isEqualTo("running");
    assertThat(script.log()).contains("deploy 2", "rollout 2").doesNotContain("deploy 1");
  }

  @Test
  void cancelledRunCleansUpAndClosesAsCancelled() throws Exception {
    script.block("build", 1);
    WorkflowStub stub = workflows.send(Requests.create(1));
    script.awaitStart("build", 1);

    stub.cancel();

    assertThatThrownBy(() -> WorkflowFixture.result(stub))
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(CanceledFailure.class);
    assertThat(script.log()).containsSubsequence("build 1!", "cleanup 1");
    assertThat(script.log()).doesNotContain("deploy 1");
  }
}
