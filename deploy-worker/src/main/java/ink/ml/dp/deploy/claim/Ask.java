package ink.ml.dp.deploy.claim;

import ink.ml.dp.model.name.Sequence;
import ink.ml.dp.model.name.ServiceId;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.model.request.RuntimeSpec;
import java.util.Optional;

/**
 * What one service counts for in its project: what of it runs, and what its newest request asks for
 * as long as that has not ended. It needs room for the larger of the two, because a request that
 * fails leaves the service as it was.
 *
 * @param sequence of the newest request that said something
 * @param runs {@link Size#NONE} when nothing does
 */
record Ask(ServiceId serviceId, Sequence sequence, Size runs, Optional<Size> pending) {
  /** An amount of both. */
  record Size(long millicores, long bytes) {
    static final Size NONE = new Size(0, 0);

    static Size of(RuntimeSpec runtime) {
      return new Size(runtime.cpu().millicores(), runtime.memory().bytes());
    }
  }

  /** A request's, on top of what runs. */
  static Ask pending(RequestScope request, Size runs, RuntimeSpec asked) {
    return new Ask(request.serviceId(), request.sequence(), runs, Optional.of(Size.of(asked)));
  }

  /** Of a service whose newest request has ended. */
  static Ask settled(RequestScope newest, RuntimeSpec runs) {
    return new Ask(newest.serviceId(), newest.sequence(), Size.of(runs), Optional.empty());
  }

  /** The larger in each respect. */
  Size counted() {
    return pending
        .map(
            size ->
                new Size(
                    Math.max(size.millicores(), runs.millicores()),
                    Math.max(size.bytes(), runs.bytes())))
        .orElse(runs);
  }

  boolean isOf(RequestScope request) {
    return serviceId.equals(request.serviceId());
  }

  boolean isNewerThan(RequestScope request) {
    return isOf(request) && sequence.number() > request.sequence().number();
  }

  /**
   * As it is stored: service ID, sequence, and both sizes, without the second when there is none.
   */
  String text() {
    String now = "%s %s %d %d".formatted(serviceId, sequence, runs.millicores(), runs.bytes());
    return pending.map(size -> now + " " + size.millicores() + " " + size.bytes()).orElse(now);
  }

  /** Empty for what cannot be read: what really runs is counted anew by the next sweep. */
  static Optional<Ask> read(String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length != 4 && parts.length != 6) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Ask(
              new ServiceId(parts[0]),
              new Sequence(Long.parseLong(parts[1])),
              size(parts, 2),
              parts.length == 6 ? Optional.of(size(parts, 4)) : Optional.empty()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Size size(String[] parts, int at) {
    return new Size(Long.parseLong(parts[at]), Long.parseLong(parts[at + 1]));
  }
}
