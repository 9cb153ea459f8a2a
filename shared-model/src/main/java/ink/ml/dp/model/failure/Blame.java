package ink.ml.dp.model.failure;

import java.util.Locale;

/** Who can do something about a failure. */
public enum Blame {
  /**
   * The tenant: a fact about the request, the repository or the service. The workflow completes
   * with {@code failed}.
   */
  USER,
  /** The platform's operators. The workflow itself fails, so that someone is paged. */
  PLATFORM,
  /**
   * Nobody did wrong; there is no room at the moment. The workflow completes with {@code failed}.
   */
  CAPACITY;

  /** The lower-case name that goes over the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
