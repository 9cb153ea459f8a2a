package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.audit.AuditEntry;
import ink.ml.dp.registrygc.audit.AuditEntry.Action;
import ink.ml.dp.registrygc.audit.Subject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kept reference that does not resolve.
 *
 * @param reference the tag or digest that does not resolve, with its repository
 * @param missing what would have to come back, or null when it is there but wrong
 * @param problem as in "because <i>the blob sha256:… is missing</i>"
 * @param weight whom it concerns
 */
public record BrokenReference(
    String repository,
    String reference,
    @Nullable StoreObject missing,
    String problem,
    Weight weight) {
  /** Whom a broken reference concerns. */
  public enum Weight {
    /** Nobody, unless a run of ours moved it: somebody has deleted it since it was looked at. */
    VANISHED,
    /** Who pulls the image another time. */
    KEPT,
    /** Who pulls one platform of an index: it may have been pushed without it. */
    CHILD,
    /** Somebody now: the cluster uses what cannot be pulled whole. */
    IN_USE
  }

  /** What tells it from others, in this run and the next. */
  public String key() {
    return repository + " " + reference + ": " + problem;
  }

  /** The same for something that the cluster uses. */
  BrokenReference inUse() {
    return weight == Weight.KEPT
        ? new BrokenReference(repository, reference, missing, problem, Weight.IN_USE)
        : this;
  }

  /** What the audit says of it. */
  public AuditEntry audit() {
    Optional<String> where = repository.isEmpty() ? Optional.empty() : Optional.of(repository);
    Subject subject = new Subject.Reference(where, reference);
    return new AuditEntry(Action.ALERT, subject, "broken-reference").because(problem);
  }
}
