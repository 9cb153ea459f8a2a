package ink.ml.dp.model.workflow;

import ink.ml.dp.model.name.ServiceId;

/** Workflow IDs: one per service, so that a service has one writer. */
public final class WorkflowIds {
  private WorkflowIds() {}

  /** {@code service-<service_id>}. */
  public static String of(ServiceId service) {
    return "service-" + service;
  }
}
