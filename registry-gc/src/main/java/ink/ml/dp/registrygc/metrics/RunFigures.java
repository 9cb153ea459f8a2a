package ink.ml.dp.registrygc.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The figures of one run.
 *
 * @param outcome how it ended; the time of the last success is {@code finishedAt} of a {@link
 *     Outcome#SUCCESS}
 * @param finishedAt when it ended
 * @param durations how long each phase took; a phase that was not reached is missing
 * @param liveBytes blobs that stay
 * @param trashedBytes what this run moved to the trash and can still be restored
 * @param purgedBytes what this run removed for good
 * @param restoredBytes what this run put back because somebody had begun to use it
 * @param restoredObjects how many tags, manifests, links and blobs it put back
 * @param conservativeRepositories repositories left alone because something in them does not parse
 * @param brokenReferences kept references that do not resolve, whether or not this run is to blame:
 *     those in use, and those that no earlier run has found
 * @param knownBrokenReferences those that an earlier run has found, and that nobody uses
 */
public record RunFigures(
    Outcome outcome,
    Instant finishedAt,
    Map<Phase, Duration> durations,
    long liveBytes,
    long trashedBytes,
    long purgedBytes,
    long restoredBytes,
    long restoredObjects,
    long conservativeRepositories,
    long brokenReferences,
    long knownBrokenReferences) {
  public RunFigures {
    durations = Map.copyOf(durations);
  }
}
