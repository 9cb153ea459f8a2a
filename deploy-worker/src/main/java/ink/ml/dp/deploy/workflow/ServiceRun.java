package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.activity.PlaceInLine;
import ink.ml.dp.model.failure.Blame;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.request.InvalidRequestException;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.request.ServiceSpec;
import ink.ml.dp.model.result.Progress;
import ink.ml.dp.model.result.ServiceError;
import ink.ml.dp.model.result.ServiceResult;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ContinueAsNewOptions;
import io.temporal.workflow.Workflow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * One run of a service's workflow: reads its request, carries it out, and gives way to a newer one.
 *
 * <p>What does not parse among the newer requests is left aside: it could not say what it wants,
 * and must not cost a request that could. Its caller sees from the result's {@code request_id} that
 * it was not carried out.
 *
 * <p>A deploy that took over from one whose build was stopped is patient: further deploys wait
 * until it has ended, so that of many pushes in a row at least every second build goes live. That
 * travels in the memo of the run that is continued as.
 */
final class ServiceRun {
  private static final Logger LOG = Workflow.getLogger(ServiceRun.class);

  private static final String STOPPED_BUILD = "stopped_build";

  private final WorkflowSettings settings;
  private final boolean patient;
  private boolean stoppedBuild;
  private ServiceRequest request;
  private Operation operation;
  private final RunStatus status;
  private @Nullable ServiceRequest newest;
  private long newestSequence;
  private @Nullable CancellationScope work;

  ServiceRun(ServiceRequest request, Operation operation, WorkflowSettings settings) {
    this.request = request;
    this.operation = operation;
    this.settings = settings;
    this.status = new RunStatus(request, settings.searchAttributes());
    this.patient = Boolean.TRUE.equals(Workflow.getMemo(STOPPED_BUILD, Boolean.class));
    Long sequence = request.sequence();
    this.newestSequence = sequence == null ? 0 : sequence;
  }

  Progress progress() {
    return status.progress();
  }

  void inLine(@Nullable PlaceInLine told) {
    if (told != null) {
      status.inLine(told.place());
    }
  }

  /** Takes note of another request, and stops the work when it is newer. */
  void supersede(@Nullable ServiceRequest other) {
    Long sequence = other == null ? null : other.sequence();
    if (other == null
        || sequence == null
        || sequence <= newestSequence
        || !isForThisService(other)) {
      return;
    }
    newest = other;
    newestSequence = sequence;
    boolean deploys = isDeploy(other.operation());
    if (work != null && !(patient && deploys && isDeploy(request.operation()))) {
      stoppedBuild |= deploys && status.isBuilding();
      work.cancel("request " + other.requestId() + " is newer");
    }
  }

  private static boolean isDeploy(@Nullable String operation) {
    return Operation.CREATE.wire().equals(operation) || Operation.REDEPLOY.wire().equals(operation);
  }

  private boolean isForThisService(ServiceRequest other) {
    try {
      ServiceSpec spec = ServiceSpec.parse(other);
      return spec.identity().serviceId().value().equals(request.serviceId())
          || request.serviceId() == null;
    } catch (InvalidRequestException e) {
      LOG.warn("left a newer request aside: {}", e.sentence());
      return false;
    }
  }

  /**
   * Carries the request out.
   *
   * <p>When the workflow was cancelled from outside, the SDK closes it as cancelled whatever it
   * returns, and does not let it continue as new either. A newer request is then carried out by
   * this run, and {@link Progress#result} tells how it ended.
   *
   * @throws ApplicationFailure when the platform is to blame
   * @throws CanceledFailure when the workflow was cancelled from outside
   */
  ServiceResult run() {
    Outcome outcome = carryOut();
    while (newest != null && isCancelledFromOutside()) {
      request = newest;
      operation = ServiceSpec.parse(newest).operation();
      newest = null;
      status.next(request.requestId());
      Outcome[] next = new Outcome[1];
      Workflow.newDetachedCancellationScope(() -> next[0] = carryOut()).run();
      outcome = next[0];
    }
    if (newest != null) {
      continueAs(newest);
    }
    if (outcome.platform() != null) {
      throw outcome.platform();
    }
    if (outcome.result() == null) {
      throw new CanceledFailure("the workflow was cancelled");
    }
    return outcome.result();
  }

  /** How one request ended; neither when it was cancelled. */
  private record Outcome(@Nullable ServiceResult result, @Nullable ApplicationFailure platform) {}

  private Outcome carryOut() {
    Outcome outcome;
    try {
      outcome = new Outcome(attempt().orElse(null), null);
    } catch (ApplicationFailure failure) {
      outcome = new Outcome(null, failure);
    }
    status.end(told(outcome));
    // Detached: the wait must end also when the whole workflow was cancelled.
    Workflow.newDetachedCancellationScope(() -> Workflow.await(Workflow::isEveryHandlerFinished))
        .run();
    return outcome;
  }

  private @Nullable ServiceResult told(Outcome outcome) {
    if (outcome.result() != null || newest != null) {
      return outcome.result();
    }
    ApplicationFailure failure = outcome.platform();
    ServiceError error =
        failure == null ? Results.CANCELLED : failure.getDetails().get(ServiceError.class);
    return Results.ended(request, status.commitSha(), error);
  }

  private static boolean isCancelledFromOutside() {
    return CancellationScope.current().isCancelRequested();
  }

  private Optional<ServiceResult> attempt() {
    ServiceSpec spec;
    try {
      spec = ServiceSpec.parse(request);
    } catch (InvalidRequestException e) {
      return Optional.of(invalid(e.sentence()));
    }
    if (spec.operation() != operation) {
      return Optional.of(
          invalid(
              "tried to read the request but failed because operation does not belong to the workflow type "
                  + operation.workflowType()));
    }
    status.begin(spec.identity());
    return inScope(Plan.of(operation, settings), spec);
  }

  /** Empty when the work was cancelled, by a newer request or by somebody. */
  private Optional<ServiceResult> inScope(Plan plan, ServiceSpec spec) {
    if (newest != null) {
      return Optional.empty();
    }
    ServiceResult[] result = new ServiceResult[1];
    CancellationScope scope =
        Workflow.newCancellationScope(() -> result[0] = plan.run(spec, status));
    work = scope;
    try {
      scope.run();
      return Optional.of(result[0]);
    } catch (CanceledFailure cancelled) {
      return Optional.empty();
    } catch (StepFailure failure) {
      return Optional.of(answer(failure.error()));
    } finally {
      work = null;
    }
  }

  /** A tenant's failure is an answer; a platform's failure fails the workflow. */
  private ServiceResult answer(ServiceError error) {
    if (error.blame().equals(Blame.USER.wire()) || error.blame().equals(Blame.CAPACITY.wire())) {
      return Results.ended(request, status.commitSha(), error);
    }
    throw ApplicationFailure.newNonRetryableFailure(error.message(), error.code(), error);
  }

  private ServiceResult invalid(String sentence) {
    return Results.ended(
        request, null, ServiceError.of(FailureCode.INVALID_REQUEST, sentence, List.of()));
  }

  private void continueAs(ServiceRequest next) {
    ServiceSpec spec = ServiceSpec.parse(next);
    ContinueAsNewOptions options =
        ContinueAsNewOptions.newBuilder().setMemo(Map.of(STOPPED_BUILD, stoppedBuild)).build();
    Workflow.continueAsNew(spec.operation().workflowType(), options, next);
  }
}
