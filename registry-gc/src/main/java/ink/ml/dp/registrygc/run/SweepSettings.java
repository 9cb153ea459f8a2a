package ink.ml.dp.registrygc.run;

import java.time.Duration;
import java.util.List;

/**
 * How a plan is carried out. Every duration may be zero.
 *
 * @param settle how long to wait at most after links were moved to the trash, before blobs are; the
 *     wait ends early when the registry's metrics show that no manifest is being pushed
 * @param reconcileAt when to look again for pushes and deployments, counted from when blobs were
 *     moved to the trash; ascending
 * @param trashAge how old what a run moved to the trash must be before a later run removes it for
 *     good
 * @param emptyDirectoryAge how long a directory must have been empty
 * @param lowSpacePercent with less free space than this, a run removes at once what it has moved to
 *     the trash and verified
 * @param verifySample how many kept blobs are read and their digests computed
 * @param ballastBytes how much is set aside for a run on a full disk
 */
public record SweepSettings(
    Duration settle,
    List<Duration> reconcileAt,
    Duration trashAge,
    Duration emptyDirectoryAge,
    int lowSpacePercent,
    int verifySample,
    int ballastBytes) {
  public SweepSettings {
    reconcileAt = List.copyOf(reconcileAt);
  }

  /** The same where nobody can push: nothing is waited for. */
  SweepSettings quiesced() {
    return new SweepSettings(
        Duration.ZERO,
        List.of(Duration.ZERO),
        Duration.ZERO,
        Duration.ZERO,
        lowSpacePercent,
        verifySample,
        ballastBytes);
  }
}
