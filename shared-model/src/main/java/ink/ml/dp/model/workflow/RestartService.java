package ink.ml.dp.model.workflow;

import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.result.ServiceResult;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Makes the live release anew just as it is, with fresh processes and without a build.
 *
 * <p>Completes with a result also when the tenant is to blame; fails only when the platform is.
 */
@WorkflowInterface
public interface RestartService extends ServiceWorkflow {
  @WorkflowMethod(name = "RestartService")
  ServiceResult run(ServiceRequest request);
}
