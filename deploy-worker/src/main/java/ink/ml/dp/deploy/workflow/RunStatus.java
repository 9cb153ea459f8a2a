package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.result.Progress;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.model.result.Stage;
import ink.ml.dp.model.workflow.SearchAttributes;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributeUpdate;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can be seen of a run from outside: the query, the details in the user interface and the
 * search attributes.
 */
final class RunStatus {
  private @Nullable String requestId;
  private final Set<String> registeredHere;
  private Set<String> registered = Set.of();
  private Stage stage = Stage.ACCEPTED;
  private @Nullable String step;
  private int place;
  private @Nullable CommitSha commit;
  private @Nullable ServiceResult result;
  private long startedAt = Workflow.currentTimeMillis();

  /**
   * @param registeredHere the search attributes that this worker found registered when it started
   */
  RunStatus(ServiceRequest request, Set<String> registeredHere) {
    this.requestId = request.requestId();
    this.registeredHere = registeredHere;
  }

  /** Another request is carried out by the same run. */
  void next(@Nullable String request) {
    requestId = request;
    commit = null;
    result = null;
  }

  /**
   * Names the run's owner.
   *
   * <p>Whether an attribute is set is a command in the history. Another worker, started when more
   * or fewer attributes were registered, must issue the same commands on replay, so what this one
   * knows is recorded as a side effect, which costs no round trip.
   */
  void begin(RequestScope identity) {
    registered = Set.of(Workflow.sideEffect(String[].class, this::sortedNames));
    upsert(
        List.of(
            SearchAttributes.SERVICE_ID.valueSet(identity.serviceId().value()),
            SearchAttributes.TENANT.valueSet(identity.tenant().value()),
            SearchAttributes.PROJECT.valueSet(identity.project().value())));
  }

  private String[] sortedNames() {
    return registeredHere.stream().sorted().toArray(String[]::new);
  }

  /** Which of those that wait for a builder the run is; 0 for none. Costs no event of its own. */
  void inLine(int waiting) {
    place = waiting;
    Workflow.setCurrentDetails(details());
  }

  void enter(Stage next) {
    enter(next, null);
  }

  /**
   * @param detail what the stage is doing, for people
   */
  void enter(Stage next, @Nullable String detail) {
    stage = next;
    step = detail;
    place = 0;
    startedAt = Workflow.currentTimeMillis();
    Workflow.setCurrentDetails(details());
    upsert(List.of(SearchAttributes.STAGE.valueSet(next.wire())));
  }

  /** With what the request is told, which a workflow that was cancelled cannot answer. */
  void end(@Nullable ServiceResult told) {
    result = told;
    enter(Stage.DONE);
  }

  /** Whether the run has come to its build and not yet to its end. */
  boolean isBuilding() {
    return switch (stage) {
      case BUILD, APPLY, ROLLOUT -> true;
      case ACCEPTED, CLAIM, RESOLVE, CLONE, RESTORE, DELETE, CLEANUP, DONE -> false;
    };
  }

  void resolved(CommitSha sha) {
    commit = sha;
    upsert(List.of(SearchAttributes.COMMIT_SHA.valueSet(sha.value())));
  }

  @Nullable String commitSha() {
    return commit == null ? null : commit.value();
  }

  Progress progress() {
    return new Progress(
        requestId, stage.wire(), step, commitSha(), startedAt, place > 0 ? place : null, result);
  }

  private String details() {
    StringBuilder text = new StringBuilder("**").append(stage.wire()).append("**");
    if (step != null) {
      text.append(": ").append(step);
    }
    if (place > 0) {
      text.append(", place ").append(place).append(" of those that wait for a builder");
    }
    if (commit != null) {
      text.append(", commit `").append(commit).append('`');
    }
    return text.toString();
  }

  private void upsert(List<SearchAttributeUpdate<?>> updates) {
    List<SearchAttributeUpdate<?>> known = new ArrayList<>(updates);
    known.removeIf(update -> !registered.contains(name(update.getKey())));
    if (!known.isEmpty()) {
      Workflow.upsertTypedSearchAttributes(known.toArray(SearchAttributeUpdate<?>[]::new));
    }
  }

  private static String name(SearchAttributeKey<?> key) {
    return key.getName();
  }
}
