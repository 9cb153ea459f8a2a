package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.activity.DeleteServiceInput;
import ink.ml.dp.model.request.ServiceSpec;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.model.result.Stage;
import io.temporal.workflow.Workflow;

/** Removes a service. Once begun it is finished, also when a newer request waits. */
final class DeletePlan implements Plan {
  @Override
  public ServiceResult run(ServiceSpec spec, RunStatus status) {
    ReleaseSteps release = new ReleaseSteps(spec, status);
    status.enter(Stage.DELETE);
    Workflow.newDetachedCancellationScope(
            () ->
                ActivityCall.DELETE.run(
                    () ->
                        release.cluster().deleteService(new DeleteServiceInput(release.service()))))
        .run();
    return Results.deleted(spec);
  }
}
