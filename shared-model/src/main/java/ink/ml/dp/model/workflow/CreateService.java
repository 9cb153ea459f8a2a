package ink.ml.dp.model.workflow;

import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.result.ServiceResult;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Makes a service: claims its name, builds its source, deploys it and waits until its URL answers.
 *
 * <p>Completes with a result also when the tenant is to blame; fails only when the platform is.
 */
@WorkflowInterface
public interface CreateService extends ServiceWorkflow {
  @WorkflowMethod(name = "CreateService")
  ServiceResult run(ServiceRequest request);
}
