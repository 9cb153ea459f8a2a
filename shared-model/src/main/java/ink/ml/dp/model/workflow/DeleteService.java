package ink.ml.dp.model.workflow;

import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.result.ServiceResult;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Removes a service.
 *
 * <p>Completes with a result also when the tenant is to blame; fails only when the platform is.
 */
@WorkflowInterface
public interface DeleteService extends ServiceWorkflow {
  @WorkflowMethod(name = "DeleteService")
  ServiceResult run(ServiceRequest request);
}
