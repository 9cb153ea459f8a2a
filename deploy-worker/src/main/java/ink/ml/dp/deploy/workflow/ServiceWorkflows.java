package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.workflow.CreateService;
import ink.ml.dp.model.workflow.DeleteService;
import ink.ml.dp.model.workflow.RedeployService;
import ink.ml.dp.model.workflow.RollbackService;
import io.temporal.common.converter.EncodedValues;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkflowImplementationOptions;
import java.util.Set;
import java.util.function.BiFunction;

/** Registers the workflows with a worker. */
public final class ServiceWorkflows {
  private ServiceWorkflows() {}

  /**
   * @param searchAttributes the names of those that are registered in the namespace; the others are
   *     left out, because an unregistered one hangs a workflow
   */
  public static void register(Worker worker, Set<String> searchAttributes) {
    Set<String> names = Set.copyOf(searchAttributes);
    register(worker, CreateService.class, CreateServiceWorkflow::new, names);
    register(worker, RedeployService.class, RedeployServiceWorkflow::new, names);
    register(worker, RollbackService.class, RollbackServiceWorkflow::new, names);
    register(worker, DeleteService.class, DeleteServiceWorkflow::new, names);
  }

  /**
   * The instance is made from the request, as {@code @WorkflowInit} would: a signal that is
   * delivered before the workflow's own method runs already finds the state it needs.
   */
  private static <T> void register(
      Worker worker,
      Class<T> type,
      BiFunction<ServiceRequest, Set<String>, T> create,
      Set<String> searchAttributes) {
    worker.registerWorkflowImplementationFactory(
        type,
        (EncodedValues arguments) ->
            create.apply(arguments.get(0, ServiceRequest.class), searchAttributes),
        WorkflowImplementationOptions.getDefaultInstance());
  }
}
