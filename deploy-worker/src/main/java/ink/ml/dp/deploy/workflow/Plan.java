package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.ServiceSpec;
import ink.ml.dp.model.result.ServiceResult;

/** How one kind of request is carried out. */
@FunctionalInterface
interface Plan {
  /**
   * Does it, inside a scope that a newer request cancels.
   *
   * @throws StepFailure when it cannot be done
   */
  ServiceResult run(ServiceSpec spec, RunStatus status);

  static Plan of(Operation operation, WorkflowSettings settings) {
    return switch (operation) {
      case CREATE, REDEPLOY -> new DeployPlan(settings.builders());
      case RECONFIGURE -> new ReconfigurePlan(settings.builders());
      case RESTART -> new RepeatPlan(true);
      case ROLLBACK -> new RepeatPlan(false);
      case CANCEL -> new CancelPlan();
      case DELETE -> new DeletePlan();
    };
  }
}
