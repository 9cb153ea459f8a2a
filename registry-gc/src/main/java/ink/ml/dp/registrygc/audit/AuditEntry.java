package ink.ml.dp.registrygc.audit;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What became of one object.
 *
 * @param action what was done
 * @param size in bytes, unless nobody looked
 * @param rule why, as one word
 * @param reason why, in addition: who uses it, which pin it matches
 */
public record AuditEntry(
    Action action,
    Subject subject,
    OptionalLong size,
    Optional<String> rule,
    Optional<String> reason) {

  /** An entry with a rule that says it all. */
  public AuditEntry(Action action, Subject subject, String rule) {
    this(action, subject, OptionalLong.empty(), Optional.of(rule), Optional.empty());
  }

  /** An alert that its reason explains. */
  public static AuditEntry alert(Subject subject, String reason) {
    return new AuditEntry(
        Action.ALERT, subject, OptionalLong.empty(), Optional.empty(), Optional.of(reason));
  }

  /** The same of so many bytes. */
  public AuditEntry of(long bytes) {
    return new AuditEntry(action, subject, OptionalLong.of(bytes), rule, reason);
  }

  /** The same with more about why; nothing more when that is empty. */
  public AuditEntry because(String more) {
    return more.isEmpty() ? this : new AuditEntry(action, subject, size, rule, Optional.of(more));
  }

  /** What is done to objects. */
  public enum Action {
    /** It stays. */
    KEEP,
    /** It would go, had this not been a plan. */
    WOULD_TRASH,
    /** It was moved where the registry does not see it, and can come back. */
    TRASH,
    /** It came back. */
    RESTORE,
    /** It is gone for good. */
    PURGE,
    /** It does not resolve, or holds something unexpected. */
    ALERT
  }
}
