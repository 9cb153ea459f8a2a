package ink.ml.dp.deploy.release;

import ink.ml.dp.model.name.ReleaseId;
import ink.ml.dp.model.name.Sequence;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.release.ReleaseState;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.model.result.ServiceStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A service's releases, newest first, and what may become of them: {@code Pending → Live → Replaced
 * | Failed}, and from a failure that was the platform's back to {@code Pending}, for another run of
 * the same request. There is no other way from one state to another.
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

  /** Whether this run of the request may still write its release: it was not taken back. */
  boolean isOpen(RequestScope request) {
    return of(request.sequence())
        .filter(r -> r.attempt() == request.attempt())
        .filter(r -> r.state() instanceof ReleaseState.Pending || r.state().isGood())
        .isPresent();
  }

  /**
   * What the same request was answered before. A failure that was not its owner's is no answer: the
   * request may be carried out after all.
   */
  Optional<ServiceResult> answerTo(RequestScope request) {
    return releases.stream()
        .filter(r -> !(r.state() instanceof ReleaseState.Failed failed) || failed.isFinal())
        .flatMap(r -> r.answerTo(request.requestId(), request.sequence()).stream())
        .findFirst();
  }

  /** How the request with this sequence ended, unless it was cancelled. */
  Optional<ServiceResult> endOf(Sequence sequence) {
    return releases.stream()
        .flatMap(r -> r.results().stream())
        .filter(r -> Long.valueOf(sequence.number()).equals(r.sequence()))
        .filter(r -> !r.status().equals(ServiceStatus.CANCELLED.wire()))
        .findFirst();
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
    return releases.stream().filter(History::isLive).findFirst();
  }

  /** Whether a release is live and the newest, so that no other was begun after it had answered. */
  boolean isSettled(ReleaseRecord release) {
    return isLive(release) && releases.getFirst().sequence() == release.sequence();
  }

  /**
   * The release to go back to: the named one, or the last good one before the live one. When the
   * live one was gone back to itself, that is before the one it repeats: going back twice does not
   * end where it began.
   */
  Optional<ReleaseRecord> target(Optional<String> named) {
    long before = live().map(this::origin).orElse(Long.MAX_VALUE);
    return releases.stream()
        .filter(r -> r.state().isGood())
        .filter(r -> named.map(r.id()::equals).orElseGet(() -> origin(r) < before))
        .findFirst();
  }

  /** The sequence of the release that this one repeats in the end; its own if it repeats none. */
  private long origin(ReleaseRecord release) {
    String copied = release.copyOf();
    long earlier = copied == null ? release.sequence() : Long.parseLong(copied.substring(1));
    if (earlier >= release.sequence()) {
      return release.sequence();
    }
    return of(new Sequence(earlier)).map(this::origin).orElse(earlier);
  }

  /**
   * With a release that is about to be applied. One that the same run of the request made before
   * and that did not end yet is made anew, because its image may have been; an ended one stays as
   * it is, and so does one of another run.
   */
  History begun(ReleaseRecord wanted) {
    Optional<ReleaseRecord> before = of(new Sequence(wanted.sequence()));
    if (before.filter(r -> !isPending(r) || r.attempt() != wanted.attempt()).isPresent()) {
      return this;
    }
    List<ReleaseRecord> next = new ArrayList<>(releases);
    before.ifPresent(next::remove);
    next.add(wanted.after(live().map(ReleaseRecord::id).orElse(null)));
    return new History(next);
  }

  /** With the request's release open for another run, if the platform failed it. */
  History reopened(RequestScope request) {
    return mapped(
        r ->
            r.sequence() == request.sequence().number()
                && r.state() instanceof ReleaseState.Failed failed
                && !failed.isFinal(),
        ReleaseRecord::reopened);
  }

  /**
   * With a release that answers, and what its request is told. When a newer one does already, it
   * was replaced since. One that was taken back stays so.
   */
  History succeeded(ReleaseRecord release, ServiceResult result) {
    boolean newerIsLive = live().filter(r -> r.sequence() > release.sequence()).isPresent();
    if (running(release).isEmpty()) {
      return this;
    }
    ReleaseState next = newerIsLive ? ReleaseState.REPLACED : ReleaseState.LIVE;
    return mapped(History::isLive, r -> newerIsLive ? r : r.in(ReleaseState.REPLACED))
        .mapped(
            r -> r.sequence() == release.sequence(), r -> r.in(next).answering(earlier(r, result)));
  }

  /** That release as it is recorded, unless it was taken back or its request has another run. */
  Optional<ReleaseRecord> running(ReleaseRecord release) {
    return of(new ReleaseId(release.id()))
        .filter(r -> r.attempt() == release.attempt())
        .filter(r -> !(r.state() instanceof ReleaseState.Failed));
  }

  /** An attempt that is repeated does not change what was answered. */
  private static ServiceResult earlier(ReleaseRecord release, ServiceResult result) {
    return release.results().stream()
        .filter(r -> String.valueOf(result.requestId()).equals(r.requestId()))
        .findFirst()
        .orElse(result);
  }

  /** With this run's release taken back; one that answers already did not fail. */
  History failed(RequestScope request, String code, Optional<ServiceResult> result) {
    return mapped(
        r ->
            r.sequence() == request.sequence().number()
                && r.attempt() == request.attempt()
                && isPending(r),
        r -> {
          ReleaseRecord failed = r.in(new ReleaseState.Failed(code));
          return result.map(failed::answering).orElse(failed);
        });
  }

  /** With all failed that were begun by requests up to this one, and did not end. */
  History abandoned(RequestScope newest, String code) {
    return mapped(
        r -> r.sequence() <= newest.sequence().number() && isPending(r),
        r -> r.in(new ReleaseState.Failed(code)));
  }

  private static boolean isLive(ReleaseRecord release) {
    return release.state() instanceof ReleaseState.Live;
  }

  private static boolean isPending(ReleaseRecord release) {
    return release.state() instanceof ReleaseState.Pending;
  }

  private History mapped(Predicate<ReleaseRecord> which, UnaryOperator<ReleaseRecord> change) {
    return new History(releases.stream().map(r -> which.test(r) ? change.apply(r) : r).toList());
  }

  private static List<ReleaseRecord> kept(List<ReleaseRecord> releases) {
    List<ReleaseRecord> sorted =
        releases.stream()
            .sorted(Comparator.comparingLong(ReleaseRecord::sequence).reversed())
            .toList();
    Optional<ReleaseRecord> lastGood =
        sorted.stream().filter(r -> r.state() instanceof ReleaseState.Replaced).findFirst();
    List<ReleaseRecord> kept = new ArrayList<>();
    for (ReleaseRecord release : sorted) {
      if (kept.size() < KEPT || isLive(release) || lastGood.filter(release::equals).isPresent()) {
        kept.add(release);
      }
    }
    return List.copyOf(kept);
  }
}
