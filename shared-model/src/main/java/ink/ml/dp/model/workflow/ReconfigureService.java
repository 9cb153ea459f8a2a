package ink.ml.dp.model.workflow;

import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.result.ServiceResult;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Makes the live release anew with the request's settings and the newest environment. Builds only
 * when builds see other variables than the live release's did, and then at its commit.
 *
 * <p>Completes with a result also when the tenant is to blame; fails only when the platform is.
 */
@WorkflowInterface
public interface ReconfigureService extends ServiceWorkflow {
  @WorkflowMethod(name = "ReconfigureService")
  ServiceResult run(ServiceRequest request);
}
