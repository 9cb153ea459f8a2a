package ink.ml.dp.registrygc.policy;

import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * What a run would do.
 *
 * @param orphans blobs that no link names and no kept manifest refers to once the plan is carried
 *     out; whether one is old enough, and how large, only its file says
 * @param goneSince since when each service that is gone has been seen to be, by repository
 * @param inUse how many images are in use
 * @param brakes why the plan may be a mistake, in words; if there is any, only force carries it out
 * @param alerts what an operator should look at
 */
public record Plan(
    List<RepositoryPlan> repositories,
    BitSet orphans,
    Map<String, Instant> goneSince,
    int inUse,
    List<String> brakes,
    List<String> alerts) {
  public Plan {
    repositories = List.copyOf(repositories);
    goneSince = Map.copyOf(goneSince);
    brakes = List.copyOf(brakes);
    alerts = List.copyOf(alerts);
  }

  /** How many repositories are left alone because something in them does not parse. */
  public long conservative() {
    return repositories.stream()
        .filter(plan -> !(plan.kind() instanceof RepositoryKind.Foreign))
        .filter(plan -> !plan.repository().anomalies().isEmpty())
        .count();
  }
}
