package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.request.ServiceRequestBuilder;
import ink.ml.dp.model.workflow.CancelService;
import ink.ml.dp.model.workflow.CreateService;
import ink.ml.dp.model.workflow.DeleteService;
import ink.ml.dp.model.workflow.ReconfigureService;
import ink.ml.dp.model.workflow.RedeployService;
import ink.ml.dp.model.workflow.RestartService;
import ink.ml.dp.model.workflow.RollbackService;
import io.temporal.common.converter.EncodedValues;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkflowImplementationOptions;
import java.util.function.BiFunction;

/** Registers the workflows with a worker. */
public final class ServiceWorkflows {
  private ServiceWorkflows() {}

  public static void register(Worker worker, WorkflowSettings settings) {
    register(worker, CreateService.class, CreateServiceWorkflow::new, settings);
    register(worker, RedeployService.class, RedeployServiceWorkflow::new, settings);
    register(worker, ReconfigureService.class, ReconfigureServiceWorkflow::new, settings);
    register(worker, RestartService.class, RestartServiceWorkflow::new, settings);
    register(worker, RollbackService.class, RollbackServiceWorkflow::new, settings);
    register(worker, CancelService.class, CancelServiceWorkflow::new, settings);
    register(worker, DeleteService.class, DeleteServiceWorkflow::new, settings);
  }

  /** One that is not there at all is one in which everything is missing. */
  private static ServiceRequest request(EncodedValues arguments) {
    ServiceRequest request =
        arguments.getSize() == 0 ? null : arguments.get(0, ServiceRequest.class);
    return request == null ? new ServiceRequestBuilder().build() : request;
  }

  /**
   * The instance is made from the request, as {@code @WorkflowInit} would: a signal that is
   * delivered before the workflow's own method runs already finds the state it needs.
   */
  private static <T> void register(
      Worker worker,
      Class<T> type,
      BiFunction<ServiceRequest, WorkflowSettings, T> create,
      WorkflowSettings settings) {
    worker.registerWorkflowImplementationFactory(
        type,
        (EncodedValues arguments) -> create.apply(request(arguments), settings),
        WorkflowImplementationOptions.getDefaultInstance());
  }
}
