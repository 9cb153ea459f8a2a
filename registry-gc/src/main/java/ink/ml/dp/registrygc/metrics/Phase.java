package ink.ml.dp.registrygc.metrics;

/** The phases of a run, in order. */
public enum Phase {
  GUARD,
  ROOTS,
  SNAPSHOT,
  POLICY,
  TRASH,
  SETTLE,
  RECONCILE,
  VERIFY,
  PURGE
}
