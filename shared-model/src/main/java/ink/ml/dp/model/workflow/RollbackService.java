package ink.ml.dp.model.workflow;

import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.result.ServiceResult;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Makes an earlier release the live one again, without a build.
 *
 * <p>Completes with a result also when the tenant is to blame; fails only when the platform is.
 */
@WorkflowInterface
public interface RollbackService extends ServiceWorkflow {
  @WorkflowMethod(name = "RollbackService")
  ServiceResult run(ServiceRequest request);
}
