package ink.ml.dp.registrygc.policy;

import java.time.Instant;
import java.util.Map;

/**
 * What earlier runs left for this one to know.
 *
 * @param inUse how many images were in use at the last run
 * @param goneSince since when each service that was gone had been seen to be, by repository
 */
public record History(int inUse, Map<String, Instant> goneSince) {
  /** What the first run knows. */
  public static final History NONE = new History(0, Map.of());

  public History {
    goneSince = Map.copyOf(goneSince);
  }
}
