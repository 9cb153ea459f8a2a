package ink.ml.dp.model.workflow;

import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.result.ServiceResult;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Stops what is being done for a service, as any newer request does, and puts nothing in its place:
 * the release that served before serves on. Older requests that come later are refused.
 *
 * <p>What could not be stopped any more is answered as it ended: with the result of the request
 * that was carried out, or as {@code deleted}.
 */
@WorkflowInterface
public interface CancelService extends ServiceWorkflow {
  @WorkflowMethod(name = "CancelService")
  ServiceResult run(ServiceRequest request);
}
