package ink.ml.dp.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.devstack.client.ServiceStarter.Sent;
import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.platform.Services;
import ink.ml.dp.devstack.server.Part;
import ink.ml.dp.model.failure.Blame;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.result.ServiceResult;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Every server is stopped while a deploy needs it. When it is back, the deploy goes on or has ended
 * with the platform's own fault; what comes next works in any case.
 */
@Order(1)
@ResourceLock(OwnPlatform.NAME)
class StoppedServersIT {
  @RegisterExtension static final OwnPlatform OWN = new OwnPlatform();

  private static final String TENANT = "unlucky";
  private static final int SECONDS = 5;

  private static TestedPlatform platform;

  @BeforeAll
  static void start() {
    platform = new TestedPlatform(OWN.start());
  }

  @AfterEach
  void nothingIsLeftOnTheBuildersDisk() {
    platform.awaitNoCheckouts();
  }

  @Test
  void buildkitd() {
    Deploy deploy = building("stopped-buildkit");
    Docker.container(platform, "kill", "buildkit");
    deploy.awaitFailedAttempt();
    Docker.container(platform, "start", "buildkit");
    deploy.endsWell();
  }

  @Test
  void registry() {
    Deploy deploy = building("stopped-registry");
    Docker.container(platform, "stop", "registry");
    deploy.awaitFailedAttempt();
    Docker.container(platform, "start", "registry");
    deploy.endsWell();
  }

  @Test
  void kubernetes() {
    Deploy deploy = building("stopped-kubernetes");
    Docker.container(platform, "pause", "k3s-1");
    deploy.awaitFailedAttempt();
    Docker.container(platform, "unpause", "k3s-1");
    deploy.endsWell();
  }

  @Test
  void temporal() {
    Deploy deploy = building("stopped-temporal");
    Docker.container(platform, "pause", "temporal");
    Await.until("Temporal does not answer", () -> deploy.sent().progress().isEmpty());
    Docker.container(platform, "unpause", "temporal");
    deploy.endsWell();
    // A cleanup may be given up after such an outage; the worker's janitor comes hours later.
    platform.sweepCheckouts();
  }

  @Test
  void buildWorker() {
    Deploy deploy = building("stopped-build-worker");
    kill(Services.BUILD_WORKER, Part.BUILD_WORKER);
    deploy.endsWell();
  }

  @Test
  void deployWorker() {
    Deploy deploy = building("stopped-deploy-worker");
    kill(Services.DEPLOY_WORKER, Part.DEPLOY_WORKER);
    deploy.endsWell();
  }

  private void kill(String process, Part part) {
    Platform servers = platform.platform();
    servers.processes().find(process).orElseThrow().process().destroyForcibly();
    Await.until(process + " is gone", () -> servers.processes().find(process).isEmpty());
    servers.start(EnumSet.of(part), Progress.SILENT);
  }

  /** A deploy whose build is at its slow step. */
  private Deploy building(String name) {
    TestService service = platform.service(TENANT, name);
    CommitSha commit = service.commit(Sources.slowService(name, SECONDS));
    return new Deploy(service, commit, service.startBuild(commit));
  }

  private final class Deploy {
    private final TestService service;
    private final CommitSha commit;
    private final Sent sent;

    private Deploy(TestService service, CommitSha commit, Sent sent) {
      this.service = service;
      this.commit = commit;
      this.sent = sent;
    }

    Sent sent() {
      return sent;
    }

    /** Until the platform has noticed that the server is away. */
    void awaitFailedAttempt() {
      Await.until(
          "an attempt has failed, or the whole deploy",
          () ->
              sent.result(10, java.util.concurrent.TimeUnit.MILLISECONDS).isPresent()
                  || platform.histories().pending(service.workflowId()).stream()
                      .anyMatch(activity -> activity.hasLastFailure()));
    }

    void endsWell() {
      ServiceResult result = service.answer(sent);
      System.err.println(service.name() + ": " + result);
      if (result.error() == null) {
        Outcomes.assertRunning(service, result, commit);
      } else {
        assertThat(result.error().blame()).isEqualTo(Blame.PLATFORM.wire());
        assertThat(result.error().message()).contains("failed because");
        ServiceResult again = service.deploy();
        Outcomes.assertRunning(service, again, commit);
      }
      assertThat(service.delete().status()).isEqualTo("deleted");
    }
  }
}
