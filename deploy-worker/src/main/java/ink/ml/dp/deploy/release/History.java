package ink.ml.dp.deploy.release;

import ink.ml.dp.model.name.ReleaseId;
import ink.ml.dp.model.name.Sequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A service's releases, newest first, and what may become of them.
 *
 * @param releases at most {@link #KEPT}, and beside these what is live and the last one that was
 */
record History(List<ReleaseRecord> releases) {
  /** How many are kept, whatever became of them. */
  static final int KEPT = 5;

  static final History NONE = new History(List.of());

  History {
    releases = kept(releases);
  }

  /** The release that the request with this sequence made. */
  Optional<ReleaseRecord> of(Sequence sequence) {
    return releases.stream().filter(r -> r.sequence() == sequence.number()).findFirst();
  }

  Optional<ReleaseRecord> of(ReleaseId id) {
    return releases.stream().filter(r -> r.id().equals(id.value())).findFirst();
  }

  /**
   * The live release, if it is what is wanted. Empty when the same request made a release before:
   * an attempt that began one is finished, not turned into another.
   */
  Optional<ReleaseRecord> unchanged(ReleaseRecord wanted) {
    return of(new Sequence(wanted.sequence())).isPresent()
        ? Optional.empty()
        : live().filter(wanted::isSameAs);
  }

  Optional<ReleaseRecord> live() {
    return releases.stream().filter(r -> r.outcome().equals(ReleaseRecord.LIVE)).findFirst();
  }

  /** Whether a release is live and the newest, so that no other was begun after it had answered. */
  boolean isSettled(ReleaseRecord release) {
    return release.outcome().equals(ReleaseRecord.LIVE)
        && releases.getFirst().sequence() == release.sequence();
  }

  /** The release to go back to: the named one, or the last good one before the live one. */
  Optional<ReleaseRecord> target(Optional<String> named) {
    return releases.stream()
        .filter(ReleaseRecord::isGood)
        .filter(r -> named.map(r.id()::equals).orElse(!r.outcome().equals(ReleaseRecord.LIVE)))
        .findFirst();
  }

  /**
   * With a release that is about to be applied. One that the same request made before and that did
   * not end yet is made anew, because its image may have been; an ended one stays as it is.
   */
  History begun(ReleaseRecord wanted) {
    Optional<ReleaseRecord> before = of(new Sequence(wanted.sequence()));
    if (before.isPresent() && !before.get().outcome().equals(ReleaseRecord.PENDING)) {
      return this;
    }
    List<ReleaseRecord> next = new ArrayList<>(releases);
    before.ifPresent(next::remove);
    next.add(wanted.after(live().map(ReleaseRecord::id).orElse(null)));
    return new History(next);
  }

  /** With a release that answers. When a newer one does already, it was replaced since. */
  History succeeded(Sequence sequence) {
    boolean newerIsLive = live().filter(r -> r.sequence() > sequence.number()).isPresent();
    return mapped(
        r -> {
          if (r.sequence() == sequence.number()) {
            return r.ended(newerIsLive ? ReleaseRecord.REPLACED : ReleaseRecord.LIVE);
          }
          return r.outcome().equals(ReleaseRecord.LIVE) && !newerIsLive
              ? r.ended(ReleaseRecord.REPLACED)
              : r;
        });
  }

  /** With a release that failed; one that answers already did not. */
  History failed(Sequence sequence, String reason) {
    return mapped(r -> r.sequence() == sequence.number() && !r.isGood() ? r.ended(reason) : r);
  }

  private History mapped(UnaryOperator<ReleaseRecord> change) {
    return new History(releases.stream().map(change).toList());
  }

  private static List<ReleaseRecord> kept(List<ReleaseRecord> releases) {
    List<ReleaseRecord> sorted =
        releases.stream()
            .sorted(Comparator.comparingLong(ReleaseRecord::sequence).reversed())
            .toList();
    Optional<ReleaseRecord> lastGood =
        sorted.stream().filter(r -> r.outcome().equals(ReleaseRecord.REPLACED)).findFirst();
    List<ReleaseRecord> kept = new ArrayList<>();
    for (ReleaseRecord release : sorted) {
      if (kept.size() < KEPT
          || release.outcome().equals(ReleaseRecord.LIVE)
          || lastGood.filter(release::equals).isPresent()) {
        kept.add(release);
      }
    }
    return List.copyOf(kept);
  }
}
