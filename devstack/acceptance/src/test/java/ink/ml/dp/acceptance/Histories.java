package ink.ml.dp.acceptance;

import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.common.WorkflowExecutionHistory;
import java.util.List;
import java.util.stream.Stream;

/** What Temporal keeps of workflows. */
final class Histories {
  private final WorkflowClient client;

  Histories(WorkflowClient client) {
    this.client = client;
  }

  /** The runs of a workflow, newest first; without those that Temporal has not listed yet. */
  List<WorkflowExecutionMetadata> runs(String workflowId) {
    try (Stream<WorkflowExecutionMetadata> runs =
        client.listExecutions("WorkflowId = '" + workflowId + "'")) {
      return runs.toList();
    }
  }

  /** All runs of a workflow, when the newest has ended. */
  List<WorkflowExecutionMetadata> closedRuns(String workflowId) {
    Await.until(
        "Temporal lists the runs of " + workflowId + " as closed",
        () -> {
          List<WorkflowExecutionMetadata> runs = runs(workflowId);
          return !runs.isEmpty()
              && runs.stream()
                  .noneMatch(
                      run ->
                          run.getStatus()
                              == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
        });
    return runs(workflowId);
  }

  WorkflowExecutionHistory of(WorkflowExecutionMetadata run) {
    return client.fetchHistory(run.getExecution().getWorkflowId(), run.getExecution().getRunId());
  }

  /** How often an activity was asked for, in all runs of a workflow, the newest of which ended. */
  long scheduled(String workflowId, String activity) {
    return scheduled(closedRuns(workflowId), activity);
  }

  /** The same for what ran in earlier tests, if anything did. */
  long scheduledEarlier(String workflowId, String activity) {
    return scheduled(runs(workflowId), activity);
  }

  private long scheduled(List<WorkflowExecutionMetadata> runs, String activity) {
    return runs.stream()
        .flatMap(run -> of(run).getEvents().stream())
        .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
        .map(event -> event.getActivityTaskScheduledEventAttributes().getActivityType().getName())
        .filter(activity::equals)
        .count();
  }

  /** Every event of every workflow, as JSON. */
  List<String> dump() {
    try (Stream<WorkflowExecutionMetadata> runs = client.listExecutions("")) {
      return runs.map(run -> of(run).toJson(false)).toList();
    }
  }

  /** What a workflow is waiting for. */
  List<PendingActivityInfo> pending(String workflowId) {
    return client
        .getWorkflowServiceStubs()
        .blockingStub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(client.getOptions().getNamespace())
                .setExecution(
                    io.temporal.api.common.v1.WorkflowExecution.newBuilder()
                        .setWorkflowId(workflowId))
                .build())
        .getPendingActivitiesList();
  }
}
