package ink.ml.dp.registrygc.run;

import ink.ml.dp.registrygc.metrics.Outcome;
import ink.ml.dp.registrygc.metrics.RunFigures;
import ink.ml.dp.registrygc.sweep.BrokenReference;
import ink.ml.dp.registrygc.sweep.RunId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures of a run while they grow. */
final class RunFiguresBuilder {
  private static final int TOLD = 20;

  private final Clock clock;
  private final Stopwatch stopwatch = new Stopwatch();
  private @Nullable Survey survey;
  private KnownBreakage damage = KnownBreakage.NONE;
  private boolean changing;
  private long liveBytes;
  private long trashedBytes;
  private long earlierBytes;
  private List<String> strangers = List.of();
  private long trashedObjects;
  private long purgedBytes;
  private long restoredBytes;
  private long restoredObjects;

  RunFiguresBuilder(Clock clock) {
    this.clock = clock;
  }

  /** What earlier runs found broken, and when they first did. */
  void known(Map<String, Instant> brokenSince) {
    damage = KnownBreakage.known(brokenSince);
  }

  /** What is broken, and since when it is known. */
  Map<String, Instant> brokenSince() {
    return damage.since();
  }

  Stopwatch stopwatch() {
    return stopwatch;
  }

  /** From here on a failure finds the store changed. */
  void changing() {
    changing = true;
  }

  boolean isChanging() {
    return changing;
  }

  void survey(Survey taken) {
    survey = taken;
  }

  void restored(long objects, long bytes) {
    restoredObjects += objects;
    restoredBytes += bytes;
  }

  void trashed(long objects, long bytes) {
    trashedObjects = objects;
    trashedBytes = bytes;
  }

  void verified(List<BrokenReference> found, long live) {
    damage = damage.found(found, clock.instant());
    liveBytes = live;
  }

  void purged(long bytes) {
    purgedBytes += bytes;
  }

  /** What earlier runs left in their trash and this one leaves there. */
  void stillInTrash(long bytes) {
    earlierBytes += bytes;
  }

  /** What lies in the trash and is no run's. */
  void strangers(List<String> all) {
    strangers = List.copyOf(all);
  }

  /** What this run moved to the trash is no longer there: it was purged, or put back. */
  void nothingTrashed() {
    trashedBytes = 0;
  }

  RunReport report(RunId run, Outcome outcome, String problem) {
    RunFigures figures =
        new RunFigures(
            outcome,
            clock.instant(),
            stopwatch.durations(),
            liveBytes,
            trashedBytes + earlierBytes,
            purgedBytes,
            restoredBytes,
            restoredObjects,
            survey == null ? 0 : survey.plan().conservative(),
            damage.news().size(),
            damage.old());
    return new RunReport(run.value(), figures, trashedObjects, alerts(), problem);
  }

  private List<String> alerts() {
    List<String> alerts = new ArrayList<>(strangers);
    alerts.addAll(survey == null ? List.of() : survey.plan().alerts());
    damage.news().stream()
        .limit(TOLD)
        .map(b -> (b.repository() + " " + b.reference()).strip() + " is broken: " + b.problem())
        .forEach(alerts::add);
    if (damage.news().size() > TOLD) {
      alerts.add(damage.news().size() - TOLD + " more references are broken; the audit has them");
    }
    if (damage.old() > 0) {
      alerts.add(damage.old() + " references are as broken as before; the audit has them");
    }
    return alerts;
  }
}
