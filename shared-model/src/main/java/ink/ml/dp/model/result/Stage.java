package ink.ml.dp.model.result;

import java.util.Locale;

/** The stages of a workflow, in their order. */
public enum Stage {
  ACCEPTED,
  CLAIM,
  RESOLVE,
  CLONE,
  BUILD,
  APPLY,
  ROLLOUT,
  RESTORE,
  DELETE,
  CLEANUP,
  DONE;

  /** The lower-case name that goes over the wire and into the search attribute {@code Stage}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
