package ink.ml.dp.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.result.ServiceResult;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Each sample goes from its repository to an answer. */
@ResourceLock(TestedPlatform.SHARED)
class SamplesIT {
  private static final String TENANT = "samples";

  private final TestedPlatform platform = TestedPlatform.shared();

  @Test
  void aPageBecomesAServiceInASandbox() {
    TestService service = platform.service(TENANT, "sample-page");
    CommitSha head = service.commitSample("static-page");

    ServiceResult result = service.send(Operation.CREATE, Map.of("build_pack", "static"));

    Outcomes.assertRunning(service, result, head);
    assertThat(service.page().body()).contains("Hello from a git repository");
    assertThat(
            platform.kubectl(
                "get",
                "pods",
                "--namespace=" + service.namespace(),
                "--selector=dp.ml.ink/service=" + service.name(),
                "--output=jsonpath={.items[*].spec.runtimeClassName}"))
        .isEqualTo("gvisor");
    assertThat(service.delete().status()).isEqualTo("deleted");
  }

  @Test
  void aDockerfileBecomesAServiceThatFollowsItsRepository() {
    TestService service = platform.service(TENANT, "sample-service");
    CommitSha first = service.commitSample("dockerfile-service");
    ServiceResult created = service.deploy();
    Outcomes.assertRunning(service, created, first);
    assertThat(service.page().body()).contains("Hello from a service in C", "Starting gVisor");

    long builds = builds(service);
    ServiceResult again = service.send(Operation.REDEPLOY, Map.of());
    Outcomes.assertAnswers(service, again, first);
    assertThat(again.imageDigest()).isEqualTo(created.imageDigest());
    assertThat(builds(service)).as("nothing has changed, so nothing is built").isEqualTo(builds);
    assertThat(again.release()).as("and the pods stay").isEqualTo(created.release());

    CommitSha second = service.commit(Map.of("greeting.txt", "Hello again\n"));
    ServiceResult changed = service.send(Operation.REDEPLOY, Map.of());
    Outcomes.assertRunning(service, changed, second);
    assertThat(changed.imageDigest()).isNotEqualTo(created.imageDigest());
    service.awaitPage("Hello again\n");

    ServiceResult back = service.send(Operation.ROLLBACK, Map.of());
    Outcomes.assertRunning(service, back, first);
    service.awaitPage("Hello from a service in C\n");

    ServiceResult restarted = service.send(Operation.RESTART, Map.of());
    Outcomes.assertRunning(service, restarted, first);
    assertThat(restarted.release()).as("the pods are others").isNotEqualTo(back.release());
    assertThat(restarted.imageDigest()).isEqualTo(created.imageDigest());

    ServiceResult smaller = service.send(Operation.RECONFIGURE, Map.of("memory", "128Mi"));
    Outcomes.assertRunning(service, smaller, first);
    assertThat(memory(service)).contains("128Mi");
    assertThat(smaller.imageDigest()).isEqualTo(created.imageDigest());
    assertThat(builds(service)).as("only a change of the source").isEqualTo(builds + 1);

    assertThat(service.delete().status()).isEqualTo("deleted");
    Await.until("nothing answers any more", () -> service.page().status() == 404);
    Await.until(
        "the objects of the service are gone",
        () ->
            platform.workloads(service.namespace()).stream()
                .noneMatch(object -> object.contains(service.name())));
  }

  @Test
  void aBuildThatFailsSaysWhatItPrinted() {
    TestService service = platform.service("sample-fails", "sample-fails");
    CommitSha head = service.commitSample("fails-to-build");

    ServiceResult result = service.deploy();

    Outcomes.assertFailed(result, FailureCode.BUILD_STEP_FAILED);
    assertThat(result.commitSha()).isEqualTo(head.value());
    assertThat(Outcomes.error(result).logTail())
        .anyMatch(line -> line.contains("error: main.c:3: expected ';' before 'return'"));
    assertThat(platform.hasNamespace(service.namespace())).isFalse();
  }

  @Test
  void aServiceThatCrashesSaysItsLastWordsAndLeavesNothingRunning() {
    TestService service = platform.service("sample-crashes", "sample-crashes");
    service.commitSample("crashes");

    ServiceResult result = service.deploy();

    Outcomes.assertFailed(result, FailureCode.CRASH_LOOP);
    assertThat(Outcomes.error(result).logTail())
        .anyMatch(line -> line.contains("fatal: DATABASE_URL is not set"));
    Await.until(
        "only the record of the failed release is left",
        () ->
            platform.workloads(service.namespace()).stream()
                .allMatch("configmap/sample-crashes-releases"::equals));
    assertThat(service.delete().status()).isEqualTo("deleted");
    platform.awaitNoNamespace(service.namespace());
  }

  private String memory(TestService service) {
    return platform.kubectl(
        "get",
        "deployments",
        "--namespace=" + service.namespace(),
        "--selector=dp.ml.ink/service=" + service.name(),
        "--output=jsonpath={.items[*].spec.template.spec.containers[0].resources.limits.memory}");
  }

  private long builds(TestService service) {
    return platform.histories().scheduled(service.workflowId(), "BuildAndPush");
  }
}
