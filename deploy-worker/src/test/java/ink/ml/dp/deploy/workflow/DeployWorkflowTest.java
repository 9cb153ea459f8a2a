package ink.ml.dp.deploy.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.result.Progress;
import ink.ml.dp.model.result.ServiceError;
import ink.ml.dp.model.result.ServiceResult;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One request at a time: what is done, in which order, and how it is answered. */
@Timeout(60)
final class DeployWorkflowTest {
  private final WorkflowFixture workflows = new WorkflowFixture(true);
  private final Script script = workflows.script;

  @AfterEach
  void close() {
    workflows.close();
  }

  @Test
  void createsService() throws TimeoutException {
    ServiceResult result = workflows.run(Requests.create(1));

    assertThat(result)
        .isEqualTo(
            new ServiceResult(
                "req-1",
                1L,
                "running",
                FakeCluster.URL,
                Requests.COMMIT,
                "sha256:" + "a".repeat(64),
                "r1",
                null));
    assertThat(script.log())
        .containsSubsequence(
            "claim 1", "find-image 1", "clone 1", "build 1", "deploy 1", "rollout 1")
        .contains("resolve 1", "environment 1", "cleanup 1")
        .doesNotContain("restore 1");
  }

  @Test
  void theHistoryTellsWhatEachActivityIsFor() throws TimeoutException {
    workflows.run(Requests.create(1));

    assertThat(
            workflows
                .environment
                .getWorkflowClient()
                .fetchHistory(WorkflowFixture.ID)
                .getHistory()
                .getEventsList())
        .filteredOn(HistoryEvent::hasActivityTaskScheduledEventAttributes)
        .hasSizeGreaterThan(5)
        .allSatisfy(
            event ->
                assertThat(event.getUserMetadata().getSummary().toString())
                    .contains("web of acme/shop, request 1"));
  }

  @Test
  void buildsNothingWhenTheImageIsThere() throws TimeoutException {
    script.findImage();

    assertThat(workflows.run(Requests.redeploy(2)).status()).isEqualTo("running");
    assertThat(script.log()).doesNotContain("clone 2", "build 2", "cleanup 2");
  }

  @Test
  void tagsTheImageThatTakesTheBuildsPlace() throws TimeoutException {
    script.findImage();

    assertThat(workflows.run(Requests.redeploy(2)).status()).isEqualTo("running");
    assertThat(script.log())
        .containsSubsequence("find-image 2", "reuse 2", "deploy 2")
        .doesNotContain("build 2");
  }

  @Test
  void buildsWhenTheImageThatWasFoundIsNotToBeUsed() throws TimeoutException {
    script.findImage();
    script.refuseReuse();

    assertThat(workflows.run(Requests.redeploy(2)).status()).isEqualTo("running");
    assertThat(script.log())
        .containsSubsequence("find-image 2", "reuse 2", "clone 2", "build 2", "deploy 2");
  }

  @Test
  void usesTheImageThoughItsTagCannotBeRenewed() throws TimeoutException {
    script.findImage();
    script.fail("reuse", FailureCode.REGISTRY_UNAVAILABLE);

    assertThat(workflows.run(Requests.redeploy(2)).status()).isEqualTo("running");
    assertThat(script.log()).contains("deploy 2").doesNotContain("build 2");
  }

  @Test
  void looksForAnImageOfTheSameFiles() throws TimeoutException {
    workflows.run(Requests.create(1));
    script.sourceId(null);
    workflows.run(Requests.redeploy(2));

    assertThat(script.sourceKeys()).hasSize(2);
    assertThat(script.sourceKeys().get(0)).get(InstanceOfAssertFactories.STRING).hasSize(64);
    assertThat(script.sourceKeys().get(1)).as("no key of what is not known").isEmpty();
    assertThat(script.recordedSourceKeys()).isEqualTo(script.sourceKeys());
  }

  @Test
  void buildsWithoutAnyCacheWhenForced() throws TimeoutException {
    script.findImage();

    assertThat(workflows.run(Requests.forced(2)).status()).isEqualTo("running");
    assertThat(script.log()).containsSubsequence("clone 2", "build-anew 2", "deploy 2");
    assertThat(script.log()).doesNotContain("find-image 2");
  }

  @Test
  void failedBuildCompletesAndLeavesNothing() throws TimeoutException {
    script.fail("build", FailureCode.BUILD_STEP_FAILED);

    ServiceResult result = workflows.run(Requests.create(1));

    assertThat(result.status()).isEqualTo("failed");
    assertThat(result.commitSha()).isEqualTo(Requests.COMMIT);
    assertThat(error(result).code()).isEqualTo("BUILD_STEP_FAILED");
    assertThat(error(result).blame()).isEqualTo("user");
    assertThat(script.log()).contains("cleanup 1").doesNotContain("deploy 1", "restore 1");
  }

  @Test
  void claimIsRefusedBeforeAnythingIsWritten() throws TimeoutException {
    script.fail("claim", FailureCode.NAME_TAKEN);

    assertThat(error(workflows.run(Requests.create(1))).code()).isEqualTo("NAME_TAKEN");
    assertThat(script.log())
        .contains("claim 1!")
        .isSubsetOf("claim 1!", "environment 1", "resolve 1");
  }

  @Test
  void refusedClaimIsToldAndNotWhatElseFailed() throws TimeoutException {
    script.fail("claim", FailureCode.NAME_TAKEN);
    script.fail("resolve", FailureCode.COMMIT_NOT_FOUND);
    script.fail("environment", FailureCode.ENVIRONMENT_INVALID);

    assertThat(error(workflows.run(Requests.create(1))).code()).isEqualTo("NAME_TAKEN");
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureCode.class,
      names = {"CRASH_LOOP", "NO_CAPACITY", "QUOTA_EXCEEDED"})
  void failedRolloutPutsTheEarlierReleaseBack(FailureCode code) throws TimeoutException {
    script.fail("rollout", code);

    ServiceResult result = workflows.run(Requests.redeploy(2));

    assertThat(result.status()).isEqualTo("failed");
    assertThat(error(result).code()).isEqualTo(code.wire());
    assertThat(script.log()).containsSubsequence("deploy 2", "rollout 2!", "restore 2");
  }

  @Test
  void answersTheFirstFailureWhenRestoringFailsToo() throws TimeoutException {
    script.fail("rollout", FailureCode.CRASH_LOOP);
    script.fail("restore", FailureCode.KUBERNETES_REJECTED);

    assertThat(error(workflows.run(Requests.redeploy(2))).code()).isEqualTo("CRASH_LOOP");
  }

  @Test
  void staleDeployTakesNothingBack() throws TimeoutException {
    script.fail("deploy", FailureCode.STALE_DEPLOY);

    assertThat(error(workflows.run(Requests.redeploy(2))).code()).isEqualTo("STALE_DEPLOY");
    assertThat(script.log()).doesNotContain("restore 2");
  }

  @Test
  void buildsAgainWhenTheImageThatWasFoundIsGone() {
    script.findImage();
    script.fail("deploy", FailureCode.IMAGE_GONE);

    // Gone again right after the build: the registry is broken.
    assertThat(platformFailure(workflows.send(Requests.redeploy(2))).getType())
        .isEqualTo("IMAGE_GONE");
    assertThat(script.log()).containsSubsequence("deploy 2!", "clone 2", "build 2", "deploy 2!");
  }

  @Test
  void platformFailureFailsTheWorkflow() throws TimeoutException {
    script.fail("rollout", FailureCode.IMAGE_PULL_FAILED);

    ApplicationFailure failure = platformFailure(workflows.send(Requests.create(1)));

    assertThat(failure.getType()).isEqualTo("IMAGE_PULL_FAILED");
    assertThat(failure.getDetails().get(0, ServiceError.class).message())
        .isEqualTo("tried to try it but failed because the script says so");
    assertThat(script.log()).contains("restore 1", "cleanup 1");
  }

  @Test
  void serverThatStaysAwayEndsAsPlatformFailure() {
    script.fail("environment", FailureCode.ENVIRONMENT_UNAVAILABLE);

    assertThat(platformFailure(workflows.send(Requests.create(1))).getType())
        .isEqualTo("ENVIRONMENT_UNAVAILABLE");
  }

  @Test
  void repeatsOnAnotherNodeWhenTheDiskIsLost() throws TimeoutException {
    script.workspaces("disk-7", "disk-8", "disk-1");

    assertThat(workflows.run(Requests.create(1)).status()).isEqualTo("running");
    assertThat(script.log()).filteredOn("clone 1"::equals).hasSize(3);
    assertThat(script.log()).filteredOn("build 1"::equals).hasSize(1);
  }

  @Test
  void givesUpAfterThreeLostNodes() {
    script.workspaces("disk-7", "disk-8", "disk-9", "disk-1");

    assertThat(platformFailure(workflows.send(Requests.create(1))).getType())
        .isEqualTo("BUILD_NODE_LOST");
    assertThat(script.log()).filteredOn("clone 1"::equals).hasSize(3);
  }

  @Test
  void invalidRequestIsAnswered() throws TimeoutException {
    ServiceResult result = workflows.run(Requests.of(Operation.CREATE, 1, "Not a label"));

    assertThat(result.status()).isEqualTo("failed");
    assertThat(error(result).code()).isEqualTo("INVALID_REQUEST");
    assertThat(error(result).message())
        .startsWith("tried to read the request but failed because name must be a DNS label");
    assertThat(script.log()).isEmpty();
  }

  /** Each would fail the workflow's task again and again, if the converter refused it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"sequence\": {}}",
        "{\"sequence\": [1], \"port\": \"x\", \"name\": {\"a\": 1}}",
        "{\"sequence\": 99999999999999999999}",
        "{\"sequence\": null}",
        "{\"operation\": \"create\", \"port\": 5000000000}",
        "null",
        "7",
        "\"text\"",
        "[]"
      })
  void whatCannotBeReadIsAnswered(String json) throws Exception {
    Object argument = new ObjectMapper().readTree(json);
    WorkflowStub stub = workflows.sendAnything("CreateService", argument);

    assertThat(error(WorkflowFixture.result(stub)).code()).isEqualTo("INVALID_REQUEST");
    assertThat(script.log()).isEmpty();
  }

  @Test
  void signalThatCannotBeReadIsLeftAside() throws Exception {
    WorkflowStub stub = workflows.send(Requests.create(1));
    stub.signal("supersede", new ObjectMapper().readTree("{\"sequence\": {}}"));
    stub.signal("supersede", new Object[] {null});

    assertThat(WorkflowFixture.result(stub).status()).isEqualTo("running");
  }

  @Test
  void operationOfAnotherTypeIsRefused() throws TimeoutException {
    WorkflowStub stub = workflows.send("CreateService", Requests.delete(1));

    assertThat(error(WorkflowFixture.result(stub)).code()).isEqualTo("INVALID_REQUEST");
    assertThat(script.log()).isEmpty();
  }

  @Test
  void deletes() throws TimeoutException {
    ServiceResult result = workflows.run(Requests.delete(3));

    assertThat(result.status()).isEqualTo("deleted");
    assertThat(result.requestId()).isEqualTo("req-3");
    assertThat(script.log()).containsExactly("delete 3");
  }

  @Test
  void rollsBackWithoutABuild() throws TimeoutException {
    ServiceResult result = workflows.run(Requests.rollback(4));

    assertThat(result.status()).isEqualTo("running");
    assertThat(result.release()).isEqualTo("r4");
    assertThat(script.log()).containsExactly("claim 4", "find-release 4", "deploy 4", "rollout 4");
  }

  @Test
  void restartsWithoutABuild() throws TimeoutException {
    // Nothing but the record and the cluster is needed.
    script.fail("environment", FailureCode.ENVIRONMENT_UNAVAILABLE);

    assertThat(workflows.run(Requests.restart(4)).status()).isEqualTo("running");
    assertThat(script.log()).containsExactly("claim 4", "find-release 4", "deploy 4", "rollout 4");
  }

  @Test
  void reconfiguresWithoutABuild() throws TimeoutException {
    assertThat(workflows.run(Requests.reconfigure(4)).status()).isEqualTo("running");
    assertThat(script.log())
        .containsExactlyInAnyOrder(
            "claim 4", "environment 4", "find-release 4", "deploy 4", "rollout 4");
  }

  @Test
  void reconfiguringBuildsWhenBuildsSeeOtherVariables() throws TimeoutException {
    script.changeBuildVariables();

    assertThat(workflows.run(Requests.reconfigure(4)).status()).isEqualTo("running");
    assertThat(script.log())
        .containsSubsequence("find-release 4", "clone 4", "build 4", "deploy 4")
        .contains("cleanup 4")
        .doesNotContain("resolve 4");
  }

  @Test
  void whatWasCarriedOutBeforeIsToldAgainAndNothingIsDone() throws TimeoutException {
    ServiceResult before =
        new ServiceResult(
            "req-2", 2L, "running", FakeCluster.URL, "d".repeat(40), "sha256:d", "r1", null, 77L);
    script.answer(before);

    assertThat(workflows.run(Requests.redeploy(2))).isEqualTo(before);
    assertThat(script.log())
        .contains("claim 2")
        .isSubsetOf("claim 2", "environment 2", "resolve 2");
  }

  @Test
  void progressTellsTheStage() throws TimeoutException {
    WorkflowStub stub = workflows.send(Requests.create(1));
    WorkflowFixture.result(stub);

    Progress progress = stub.query("progress", Progress.class);

    assertThat(progress.stage()).isEqualTo("done");
    assertThat(progress.requestId()).isEqualTo("req-1");
    assertThat(progress.commitSha()).isEqualTo(Requests.COMMIT);
  }

  private static ServiceError error(ServiceResult result) {
    return Objects.requireNonNull(result.error());
  }

  private static ApplicationFailure platformFailure(WorkflowStub stub) {
    WorkflowFailedException[] failed = new WorkflowFailedException[1];
    assertThatThrownBy(() -> WorkflowFixture.result(stub))
        .isInstanceOfSatisfying(WorkflowFailedException.class, e -> failed[0] = e);
    return (ApplicationFailure) Objects.requireNonNull(failed[0].getCause());
  }
}
