package ink.ml.dp.registrygc.audit;

/** Where the audit goes. Safe for several threads. */
@FunctionalInterface
public interface AuditLog {
  /**
   * Notes what became of one object.
   *
   * @throws AuditException when it cannot be written, once: what is undone because of that is noted
   *     nowhere
   */
  void note(AuditEntry entry);

  /**
   * Brings what was noted to where it goes, before anything is final.
   *
   * @throws AuditException when that fails
   */
  default void flush() {}

  /** For what is noted by others. */
  AuditLog NONE = entry -> {};
}
