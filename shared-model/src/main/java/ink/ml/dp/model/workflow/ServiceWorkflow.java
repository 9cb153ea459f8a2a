package ink.ml.dp.model.workflow;

import ink.ml.dp.model.activity.PlaceInLine;
import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.result.Progress;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;

/**
 * What the workflow types of a service have in common. Their workflow ID is {@link WorkflowIds#of}.
 */
public interface ServiceWorkflow {
  /** The name of the signal that every start carries, as signal-with-start. */
  String SUPERSEDE = "supersede";

  /** The name of the signal with which a builder tells a run its place in the line. */
  String IN_LINE = "in_line";

  /**
   * A newer request for the same service. Ignored unless its sequence is higher than that of every
   * request seen so far; otherwise the running workflow stops what it does, cleans up and continues
   * as the newest request.
   */
  @SignalMethod(name = SUPERSEDE)
  void supersede(ServiceRequest request);

  /** Tells a run how far its build is from its turn. From the builder that it waits at. */
  @SignalMethod(name = IN_LINE)
  void inLine(PlaceInLine place);

  /** Where the workflow is. */
  @QueryMethod(name = "progress")
  Progress progress();
}
