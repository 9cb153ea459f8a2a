package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.activity.BuildActivities;
import ink.ml.dp.model.activity.BuildAndPushInput;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.activity.ClaimNameInput;
import ink.ml.dp.model.activity.CleanupWorkspaceInput;
import ink.ml.dp.model.activity.CloneRepoInput;
import ink.ml.dp.model.activity.ClonedRepo;
import ink.ml.dp.model.activity.DeployInput;
import ink.ml.dp.model.activity.DeployedRelease;
import ink.ml.dp.model.activity.FindImageInput;
import ink.ml.dp.model.activity.ReleaseActivities;
import ink.ml.dp.model.activity.ResolveCommitInput;
import ink.ml.dp.model.activity.ResolveEnvironmentInput;
import ink.ml.dp.model.activity.ResolvedCommit;
import ink.ml.dp.model.activity.ResolvedEnvironment;
import ink.ml.dp.model.activity.ServiceKey;
import ink.ml.dp.model.activity.SourceActivities;
import ink.ml.dp.model.activity.SourceLocation;
import ink.ml.dp.model.activity.TaskQueues;
import ink.ml.dp.model.activity.WaitForRolloutInput;
import ink.ml.dp.model.name.WorkspaceId;
import ink.ml.dp.model.request.RuntimeSettings;
import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;

/**
 * What the benchmark compares with: the activities of a deploy one after the other, without
 * progress, sequences, cancellation or anything that undoes.
 */
@WorkflowInterface
public interface BareDeploy {
  /** Deploys, and answers with the URL. */
  @WorkflowMethod
  String deploy(ServiceKey service);

  /** As the first page of a tutorial has it. */
  final class Loop implements BareDeploy {
    private static final RuntimeSettings SETTINGS = RuntimeSettings.builder().port(8080).build();

    @Override
    public String deploy(ServiceKey service) {
      ReleaseActivities cluster = on(ReleaseActivities.class, TaskQueues.DEPLOY);
      SourceActivities sources = on(SourceActivities.class, TaskQueues.BUILD);
      SourceLocation source = new SourceLocation("gitea", "acme/web", null);
      cluster.claimName(new ClaimNameInput(service, "create", SETTINGS));
      ResolvedEnvironment environment =
          cluster.resolveEnvironment(new ResolveEnvironmentInput(service));
      ResolvedCommit head =
          sources.resolveCommit(new ResolveCommitInput(service, source, "main", null, ""));
      cluster.findImage(new FindImageInput(service, head.commitSha(), "key", null));
      ClonedRepo clone = sources.cloneRepo(new CloneRepoInput(service, source, head.commitSha()));
      BuildActivities builder =
          on(BuildActivities.class, TaskQueues.buildOn(new WorkspaceId(clone.workspaceId())));
      BuiltImage image =
          builder.buildAndPush(
              new BuildAndPushInput(
                  service,
                  clone.checkoutId(),
                  head.commitSha(),
                  "dockerfile",
                  "",
                  "Dockerfile",
                  "",
                  null,
                  null,
                  null,
                  8080,
                  environment.version()));
      DeployedRelease release =
          cluster.deploy(
              new DeployInput(
                  service, image, head.commitSha(), "key", environment.version(), SETTINGS));
      String url =
          on(ReleaseActivities.class, TaskQueues.DEPLOY_WAIT)
              .waitForRollout(new WaitForRolloutInput(service, release.release()))
              .url();
      builder.cleanupWorkspace(new CleanupWorkspaceInput(service, clone.checkoutId()));
      return url;
    }

    private static <T> T on(Class<T> activities, String queue) {
      return Workflow.newActivityStub(
          activities,
          ActivityOptions.newBuilder()
              .setTaskQueue(queue)
              .setStartToCloseTimeout(Duration.ofMinutes(1))
              .build());
    }
  }
}
