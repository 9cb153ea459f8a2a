package ink.ml.dp.registrygc.state;

import ink.ml.dp.registrygc.policy.History;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of earlier runs.
 *
 * @param cluster the identity of the cluster whose registry this is; empty before the first run
 * @param brokenSince since when each reference is known not to resolve
 */
public record GcState(Optional<String> cluster, History history, Map<String, Instant> brokenSince) {
  public GcState {
    brokenSince = Map.copyOf(brokenSince);
  }

  /** What is known before the first run. */
  public static final GcState NEW = new GcState(Optional.empty(), History.NONE, Map.of());

  /** The same with what this run has seen to be gone. */
  public GcState withSeen(String identity, Map<String, Instant> goneSince) {
    return new GcState(Optional.of(identity), new History(history.inUse(), goneSince), brokenSince);
  }

  /** The same with how many images were in use and what was broken, once a run has ended well. */
  public GcState withEnd(int inUse, Map<String, Instant> broken) {
    return new GcState(cluster, new History(inUse, history.goneSince()), broken);
  }
}
