package ink.ml.dp.devstack.client;

import ink.ml.dp.devstack.instance.PlatformException;
import ink.ml.dp.model.activity.TaskQueues;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.ServiceId;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.result.Progress;
import ink.ml.dp.model.result.ServiceError;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.model.result.ServiceStatus;
import ink.ml.dp.model.workflow.ServiceWorkflow;
import ink.ml.dp.model.workflow.WorkflowIds;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends requests as the API does: by signal-with-start, under the service's one workflow ID. */
public final class ServiceStarter implements AutoCloseable {
  /** How long a busy machine may take for the first answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final WorkflowServiceStubs stubs;
  private final WorkflowClient client;

  /**
   * @param address {@code host:port} of Temporal
   * @throws PlatformException when it does not answer
   */
  public ServiceStarter(String address) {
    try {
      stubs =
          WorkflowServiceStubs.newConnectedServiceStubs(
              WorkflowServiceStubsOptions.newBuilder().setTarget(address).build(), PATIENCE);
    } catch (RuntimeException e) {
      throw new PlatformException(
          "tried to reach Temporal at " + address + " but failed because " + e.getMessage(),
          "./dev up starts what does not run",
          e);
    }
    client = WorkflowClient.newInstance(stubs);
  }

  public WorkflowClient client() {
    return client;
  }

  /** Starts the request's workflow, or hands it to the service's running one. */
  public Sent send(ServiceRequest request) {
    String type =
        Optional.ofNullable(request.operation())
            .flatMap(Operation::fromWire)
            .orElse(Operation.CREATE)
            .workflowType();
    String id = WorkflowIds.of(new ServiceId(Objects.requireNonNull(request.serviceId())));
    WorkflowStub stub =
        client.newUntypedWorkflowStub(
            type,
            WorkflowOptions.newBuilder()
                .setWorkflowId(id)
                .setTaskQueue(TaskQueues.DEPLOY)
                .setWorkflowIdReusePolicy(
                    WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
                .build());
    stub.signalWithStart(ServiceWorkflow.SUPERSEDE, new Object[] {request}, new Object[] {request});
    return new Sent(stub, client.newUntypedWorkflowStub(id));
  }

  /** What happened in the newest run of a request's service. */
  public List<HistoryEvent> history(ServiceRequest request) {
    String id = WorkflowIds.of(new ServiceId(Objects.requireNonNull(request.serviceId())));
    return client.fetchHistory(id).getEvents();
  }

  /** A request that was sent. */
  public record Sent(WorkflowStub run, WorkflowStub newestRun) {

    /** Where the service's workflow is; empty while no worker answers. */
    public Optional<Progress> progress() {
      try {
        return Optional.of(newestRun.query("progress", Progress.class));
      } catch (WorkflowException e) {
        return Optional.empty();
      }
    }

    /**
     * Waits for the answer. A workflow that failed is the platform's fault, and its error is in the
     * result.
     *
     * @return empty when it takes longer than that
     */
    public Optional<ServiceResult> result(long time, TimeUnit unit) {
      try {
        return Optional.of(run.getResultAsync(time, unit, ServiceResult.class).get(time, unit));
      } catch (TimeoutException e) {
        return Optional.empty();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof TimeoutException) {
          return Optional.empty();
        }
        Throwable failure = Objects.requireNonNull(e.getCause());
        return Optional.of(cancelled(failure).orElseGet(() -> failed(failure)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new PlatformException("interrupted while waiting for the answer", "try again", e);
      }
    }

    /** What a workflow that was cancelled did all the same, which Temporal does not deliver. */
    private Optional<ServiceResult> cancelled(Throwable failure) {
      return failure.getCause() instanceof CanceledFailure
          ? progress().map(Progress::result)
          : Optional.empty();
    }

    private static ServiceResult failed(Throwable failure) {
      if (failure instanceof WorkflowFailedException
          && failure.getCause() instanceof CanceledFailure) {
        return unsuccessful(
            ServiceStatus.CANCELLED,
            ServiceError.of(
                FailureCode.CANCELLED,
                "tried to carry out the request but failed because it was cancelled",
                List.of()));
      }
      if (failure instanceof WorkflowFailedException
          && failure.getCause() instanceof ApplicationFailure application) {
        ServiceError error = application.getDetails().get(ServiceError.class);
        return unsuccessful(ServiceStatus.FAILED, error);
      }
      throw new PlatformException(
          "tried to read the workflow's answer but failed because " + failure.getMessage(),
          "look at the workflow in Temporal's pages (./dev status says where)",
          failure);
    }

    private static ServiceResult unsuccessful(ServiceStatus status, ServiceError error) {
      return new ServiceResult(null, null, status.wire(), null, null, null, null, error);
    }
  }

  @Override
  public void close() {
    stubs.shutdownNow();
  }
}
