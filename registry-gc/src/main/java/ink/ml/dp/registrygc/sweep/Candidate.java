package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.policy.Rule;

/**
 * Something that is to be moved to the trash.
 *
 * @param seen when the snapshot saw it written, or {@link #ANY_TIME}; if it has been written again
 *     since, it comes back
 */
record Candidate(StoreObject object, Rule rule, long seen) {
  /** For what is not compared. */
  static final long ANY_TIME = Long.MIN_VALUE;
}
