package ink.ml.dp.deploy.workflow;

import java.util.Set;

/**
 * What a worker tells the workflows that it runs.
 *
 * @param searchAttributes the names of those that are registered in the namespace; the others are
 *     left out, because an unregistered one hangs a workflow
 * @param builders when a builder counts as lost
 */
public record WorkflowSettings(Set<String> searchAttributes, BuilderLimits builders) {
  public WorkflowSettings {
    searchAttributes = Set.copyOf(searchAttributes);
  }

  /** With the limits that production has. */
  public static WorkflowSettings of(Set<String> searchAttributes) {
    return new WorkflowSettings(searchAttributes, BuilderLimits.PRODUCTION);
  }
}
