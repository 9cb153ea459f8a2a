package ink.ml.dp.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.devstack.client.ServiceStarter.Sent;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.result.ServiceResult;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Several requests for one service: the newest wins, and nothing of the others is left. */
@ResourceLock(TestedPlatform.SHARED)
class TakeOverIT {
  private static final int BURST = 10;

  private final TestedPlatform platform = TestedPlatform.shared();

  @Test
  void ofABurstTheNewestIsLive() {
    TestService service = platform.service("hurried", "takeover-burst");
    long before = platform.histories().scheduledEarlier(service.workflowId(), "BuildAndPush");
    List<ServiceRequest> requests = new ArrayList<>();
    for (int i = 1; i <= BURST; i++) {
      CommitSha commit = service.commit(Sources.service("commit " + i));
      requests.add(service.request(Operation.CREATE, Map.of("commit_sha", commit.value())));
    }
    String last = requests.getLast().requestId();
    Collections.shuffle(requests, new Random(7));

    List<Sent> sent = requests.stream().map(service::start).toList();

    for (int i = 0; i < BURST; i++) {
      ServiceResult result = service.answer(sent.get(i));
      // A request that came after the newest had been answered is told that it is late.
      if (result.error() == null) {
        assertThat(result.requestId()).isEqualTo(last);
      } else {
        Outcomes.assertFailed(result, FailureCode.STALE_DEPLOY);
      }
    }
    service.awaitPage("commit " + BURST);
    // One that was stopped, the next, which is not, and the newest.
    assertThat(builds(service) - before).isBetween(1L, 3L);
    assertThat(service.delete().status()).isEqualTo("deleted");
    platform.awaitNoCheckouts();
  }

  @Test
  void aCancelledWorkflowEndsAsCancelledAndCleansUp() {
    TestService service = platform.service("cancelled", "takeover-cancel");
    Sent sent = service.startBuild(service.commit(Sources.slowService("to be cancelled", 600)));

    sent.run().cancel();

    ServiceResult result = service.answer(sent);
    assertThat(result.status()).isEqualTo("cancelled");
    assertThat(platform.histories().closedRuns(service.workflowId()).getFirst().getStatus())
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED);
    platform.awaitNoCheckouts();
    assertThat(platform.hasNamespace(service.namespace())).isFalse();
    Await.until("the step is no longer running", () -> !sleepsInABuild("600"));
  }

  @Test
  void aDeleteStopsABuildAndBothCallersHearOfIt() {
    TestService service = platform.service("deleted", "takeover-delete");
    Sent create = service.startBuild(service.commit(Sources.slowService("to be deleted", 601)));

    ServiceRequest delete = service.request(Operation.DELETE, Map.of());
    Sent deletion = service.start(delete);

    assertThat(service.answer(deletion).status()).isEqualTo("deleted");
    ServiceResult first = service.answer(create);
    assertThat(first.status()).isEqualTo("deleted");
    assertThat(first.requestId()).isEqualTo(delete.requestId());
    platform.awaitNoCheckouts();
    platform.awaitNoNamespace(service.namespace());
    Await.until("the step is no longer running", () -> !sleepsInABuild("601"));
  }

  @Test
  void aRenamedServiceNoLongerAnswersAtItsFormerName() {
    TestService service = platform.service("renamed", "takeover-before");
    CommitSha commit = service.commit(Sources.service("one name"));
    Outcomes.assertRunning(service, service.deploy(), commit);

    ServiceResult result = service.send(Operation.REDEPLOY, Map.of("name", "takeover-after"));

    assertThat(result.status()).isEqualTo("running");
    assertThat(result.url()).contains("takeover-after");
    Await.until("the former name is nobody's", () -> service.page().status() == 404);
    assertThat(service.send(Operation.DELETE, Map.of("name", "takeover-after")).status())
        .isEqualTo("deleted");
    platform.awaitNoNamespace(service.namespace());
  }

  @Test
  void theSameRequestTwiceIsCarriedOutOnce() {
    TestService service = platform.service("repeated", "takeover-twice");
    CommitSha head = service.commit(Sources.service("once"));
    long before = platform.histories().scheduledEarlier(service.workflowId(), "BuildAndPush");
    ServiceRequest request = service.request(Operation.CREATE, Map.of());

    Sent one = service.start(request);
    Sent other = service.start(request);
    ServiceResult result = service.answer(one);
    Outcomes.assertRunning(service, result, head);
    assertThat(service.answer(other)).isEqualTo(result);

    ServiceResult late = service.answer(service.start(request));
    assertThat(late).isEqualTo(result);
    assertThat(builds(service) - before).isEqualTo(1);
    assertThat(service.delete().status()).isEqualTo("deleted");
    platform.awaitNoNamespace(service.namespace());
  }

  private long builds(TestService service) {
    return platform.histories().scheduled(service.workflowId(), "BuildAndPush");
  }

  private boolean sleepsInABuild(String seconds) {
    return Docker.exec(platform, "buildkit", "sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '")
        .contains("sleep " + seconds);
  }
}
