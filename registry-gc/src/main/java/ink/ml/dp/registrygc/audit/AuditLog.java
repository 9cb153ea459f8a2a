package ink.ml.dp.registrygc.audit;

/** Where the audit goes. Safe for several threads. */
@FunctionalInterface
public interface AuditLog {
  /** Notes what became of one object. */
  void note(AuditEntry entry);
}
