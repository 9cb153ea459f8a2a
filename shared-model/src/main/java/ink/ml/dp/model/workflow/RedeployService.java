package ink.ml.dp.model.workflow;

import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.result.ServiceResult;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Deploys a newer source, environment or setting of a service that exists; the live release serves
 * until the new one answers.
 *
 * <p>Completes with a result also when the tenant is to blame; fails only when the platform is.
 */
@WorkflowInterface
public interface RedeployService extends ServiceWorkflow {
  @WorkflowMethod(name = "RedeployService")
  ServiceResult run(ServiceRequest request);
}
