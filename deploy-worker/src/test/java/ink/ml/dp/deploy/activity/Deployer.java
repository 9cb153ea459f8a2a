package ink.ml.dp.deploy.activity;

import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.deploy.release.ReleaseFixture;
import ink.ml.dp.deploy.rollout.RolloutFixture;
import ink.ml.dp.deploy.sweep.QuotaGate;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.deploy.workflow.ServiceWorkflows;
import ink.ml.dp.deploy.workflow.WorkflowSettings;
import ink.ml.dp.model.activity.BuildActivities;
import ink.ml.dp.model.activity.BuildAndPushInput;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.activity.CleanupWorkspaceInput;
import ink.ml.dp.model.activity.CloneRepoInput;
import ink.ml.dp.model.activity.ClonedRepo;
import ink.ml.dp.model.activity.ResolveCommitInput;
import ink.ml.dp.model.activity.ResolvedCommit;
import ink.ml.dp.model.activity.SourceActivities;
import ink.ml.dp.model.activity.TaskQueues;
import ink.ml.dp.model.name.WorkspaceId;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.RuntimeSettings;
import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.model.workflow.ServiceWorkflow;
import ink.ml.dp.runtime.failure.FailureInterceptor;
import ink.ml.dp.runtime.redact.Redactor;
import io.kubernetes.client.openapi.ApiClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The whole deploy worker, workflows and activities, on Temporal's in-memory server and a given API
 * server. Nothing is built: a request's image is what a test says.
 */
public final class Deployer implements AutoCloseable {
  /** A port that images of tests listen on, and a size of which a node has room for many. */
  public static final RuntimeSettings SETTINGS =
      RuntimeSettings.builder().port(8080).cpu("50m").memory("64Mi").build();

  public final ReleaseFixture parts;
  private final TestWorkflowEnvironment temporal;
  private final Map<String, BuiltImage> images = new ConcurrentHashMap<>();

  public Deployer(ApiClient client, Settings settings) {
    DeploySettings deploy = DeploySettings.read(settings);
    Redactor redactor = new Redactor();
    this.parts = new ReleaseFixture(client, settings);
    ClusterActivities activities =
        new ClusterActivities(
            parts.claims,
            parts.admission,
            parts.releases,
            RolloutFixture.rollouts(parts.cluster, parts.registry, deploy),
            new QuotaGate(parts.quota, parts.claims, parts.releases, _ -> true),
            parts.environments,
            redactor,
            deploy);
    this.temporal =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setUseTimeskipping(false)
                .setWorkerFactoryOptions(
                    WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(new FailureInterceptor(redactor))
                        .build())
                .build());
    WorkerOptions options =
        WorkerOptions.newBuilder()
            .setMaxHeartbeatThrottleInterval(Duration.ofSeconds(1))
            .setUsingVirtualThreadsOnActivityWorker(true)
            .build();
    var worker = temporal.newWorker(TaskQueues.DEPLOY, options);
    ServiceWorkflows.register(worker, WorkflowSettings.of(Set.of()));
    worker.registerActivitiesImplementations(activities);
    temporal
        .newWorker(TaskQueues.DEPLOY_WAIT, options)
        .registerActivitiesImplementations(activities);
    temporal.newWorker(TaskQueues.BUILD).registerActivitiesImplementations(new Sources());
    temporal
        .newWorker(TaskQueues.buildOn(new WorkspaceId("disk-1")))
        .registerActivitiesImplementations(new Builder());
    temporal.start();
  }

  /** A request for an image. */
  public WorkflowStub send(
      Identities service, long sequence, BuiltImage image, RuntimeSettings settings) {
    images.put(service.key(sequence).requestId(), image);
    return send(service, sequence, sequence == 1 ? Operation.CREATE : Operation.REDEPLOY, settings);
  }

  public ServiceResult run(
      Identities service, long sequence, BuiltImage image, RuntimeSettings settings) {
    return result(send(service, sequence, image, settings));
  }

  public ServiceResult run(Identities service, long sequence, BuiltImage image) {
    return run(service, sequence, image, SETTINGS);
  }

  /** A rollback or a deletion. */
  public ServiceResult run(Identities service, long sequence, Operation operation) {
    return result(send(service, sequence, operation, SETTINGS));
  }

  public static ServiceResult result(WorkflowStub stub) {
    try {
      return stub.getResult(200, TimeUnit.SECONDS, ServiceResult.class);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private WorkflowStub send(
      Identities service, long sequence, Operation operation, RuntimeSettings settings) {
    ServiceRequest request =
        new ServiceRequest(
            service.key(sequence).requestId(),
            operation.wire(),
            sequence,
            service.serviceId(),
            service.tenant(),
            service.project(),
            service.name(),
            "gitea",
            "acme/web",
            null,
            null,
            "%040x".formatted(sequence),
            "dockerfile",
            null,
            null,
            null,
            null,
            null,
            null,
            settings,
            null);
    WorkflowStub stub =
        temporal
            .getWorkflowClient()
            .newUntypedWorkflowStub(
                operation.workflowType(),
                WorkflowOptions.newBuilder()
                    .setWorkflowId("service-" + service.serviceId())
                    .setTaskQueue(TaskQueues.DEPLOY)
                    .build());
    stub.signalWithStart(ServiceWorkflow.SUPERSEDE, new Object[] {request}, new Object[] {request});
    return stub;
  }

  @Override
  public void close() {
    temporal.close();
  }

  /** A git host that has every commit. */
  private static final class Sources implements SourceActivities {
    @Override
    public ResolvedCommit resolveCommit(ResolveCommitInput input) {
      return new ResolvedCommit(Objects.requireNonNull(input.commitSha()), null);
    }

    @Override
    public ClonedRepo cloneRepo(CloneRepoInput input) {
      return new ClonedRepo("disk-1", "checkout", input.commitSha(), "tree");
    }
  }

  private final class Builder implements BuildActivities {
    @Override
    public BuiltImage buildAndPush(BuildAndPushInput input) {
      return Objects.requireNonNull(images.get(input.service().requestId()));
    }

    @Override
    public void cleanupWorkspace(CleanupWorkspaceInput input) {}
  }
}
