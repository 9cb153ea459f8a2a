package ink.ml.dp.deploy.app;

import ink.ml.dp.deploy.sweep.Runs;
import ink.ml.dp.model.name.ServiceId;
import ink.ml.dp.model.workflow.WorkflowIds;
import ink.ml.dp.runtime.temporal.TemporalConnection;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowNotFoundException;
import jakarta.inject.Singleton;

/** Asks Temporal whether a service's workflow runs. */
@Singleton
final class TemporalRuns implements Runs {
  private final TemporalConnection connection;

  TemporalRuns(TemporalConnection connection) {
    this.connection = connection;
  }

  @Override
  public boolean mayRun(ServiceId service) {
    try {
      return connection
              .client()
              .newUntypedWorkflowStub(WorkflowIds.of(service))
              .describe()
              .getStatus()
          == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    } catch (WorkflowNotFoundException e) {
      // Ended so long ago that Temporal has forgotten it.
      return false;
    } catch (RuntimeException e) {
      // It cannot be told, so that nothing may be touched.
      return true;
    }
  }
}
