package ink.ml.dp.registrygc.metrics;

/** How a run ended. */
public enum Outcome {
  /** Everything was done and verified. */
  SUCCESS,
  /** A guard refused before anything was changed. */
  REFUSED,
  /** Something was wrong after the change; everything was put back. */
  ROLLED_BACK,
  /** It failed in a way nobody foresaw; the next run puts back what it had moved to the trash. */
  FAILED
}
