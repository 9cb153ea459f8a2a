package ink.ml.dp.registrygc.state;

import ink.ml.dp.registrygc.policy.History;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of earlier runs.
 *
 * @param cluster the identity of the cluster whose registry this is; empty before the first run
 */
public record GcState(Optional<String> cluster, History history) {
  /** What is known before the first run. */
  public static final GcState NEW = new GcState(Optional.empty(), History.NONE);

  /** The same with what this run has seen to be gone. */
  public GcState withSeen(String identity, Map<String, Instant> goneSince) {
    return new GcState(Optional.of(identity), new History(history.inUse(), goneSince));
  }

  /** The same with how many images were in use, once a run has ended well. */
  public GcState withInUse(int inUse) {
    return new GcState(cluster, new History(inUse, history.goneSince()));
  }
}
