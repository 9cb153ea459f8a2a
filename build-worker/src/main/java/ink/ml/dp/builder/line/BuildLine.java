package ink.ml.dp.builder.line;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.CheckoutId;
import ink.ml.dp.model.name.Tenant;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The builds of one builder: those that have a slot, and those that wait for one.
 *
 * <p>Next is a build of the tenant with the fewest running; among those, whoever came first. The
 * last free slot is kept for tenants that have nothing running, so that one tenant's many builds
 * never make another's first one wait.
 *
 * <p>A slot is taken before the clone and covers the build as well: {@link Place#keepFor} lends it
 * to the checkout until the build begins. Safe for use by many threads.
 */
@Singleton
public final class BuildLine {
  /** Longer than a workflow takes from a clone to its build, and from one attempt to the next. */
  private static final Duration LENT_FOR = Duration.ofMinutes(1);

  private final int slots;
  private final long lentNanos;
  private final LongSupplier nanos;
  private final List<Place> waiting = new ArrayList<>();
  private final Set<Place> building = new HashSet<>();
  private final Map<CheckoutId, Lent> lent = new HashMap<>();
  private @Nullable List<Place> order;
  private boolean closed;

  /** A slot whose build has not begun, and until when it is kept. */
  private record Lent(Place place, long until) {}

  @Inject
  BuildLine(LineSettings settings) {
    this(settings.slots(), LENT_FOR, System::nanoTime);
  }

  /**
   * @param slots how many builds may run at once; with one alone none can be kept
   * @param lentFor how long a slot is kept for a build that does not begin
   * @param nanos a clock, as {@link System#nanoTime}
   */
  public BuildLine(int slots, Duration lentFor, LongSupplier nanos) {
    this.slots = slots;
    this.lentNanos = lentFor.toNanos();
    this.nanos = nanos;
  }

  /**
   * Goes to the end of the line.
   *
   * @param begun whether its checkout is there already, so that it comes before all that are not
   * @throws DeployException {@code WORKER_STOPPED} once the line is closed
   */
  public synchronized Place join(Tenant tenant, boolean begun) {
    if (closed) {
      throw stopped();
    }
    Place place = new Place(this, tenant, begun);
    waiting.add(place);
    advance();
    return place;
  }

  /** The slot that is kept for a checkout, if it still is. */
  public synchronized Optional<Place> resume(CheckoutId checkout) {
    advance();
    return Optional.ofNullable(lent.remove(checkout)).map(kept -> kept.place().resumed());
  }

  /** Gives back what is kept for a checkout that nobody will build. */
  public synchronized void drop(CheckoutId checkout) {
    resume(checkout).ifPresent(Place::close);
  }

  /** Sends away all that wait: the worker is being stopped, and others may take them. */
  public synchronized void close() {
    closed = true;
    waiting.clear();
    notifyAll();
  }

  synchronized void keep(CheckoutId checkout, Place place) {
    lent.put(checkout, new Lent(place, nanos.getAsLong() + lentNanos));
  }

  synchronized void leave(Place place) {
    waiting.remove(place);
    building.remove(place);
    advance();
  }

  synchronized boolean await(Place place, Duration longest) throws InterruptedException {
    long end = nanos.getAsLong() + longest.toNanos();
    advance();
    while (!building.contains(place)) {
      if (!waiting.contains(place)) {
        throw stopped();
      }
      long left = end - nanos.getAsLong();
      if (left <= 0) {
        return false;
      }
      wait(Math.max(1, left / 1_000_000));
    }
    return true;
  }

  synchronized int placeOf(Place place) {
    return 1 + order().indexOf(place);
  }

  /** Lets in whoever may, after slots that were lent in vain have come back. */
  private void advance() {
    long now = nanos.getAsLong();
    lent.values()
        .removeIf(
            kept -> {
              boolean over = kept.until() - now <= 0;
              return over && building.remove(kept.place());
            });
    order = null;
    Optional<Place> next = next();
    while (next.isPresent()) {
      waiting.remove(next.get());
      building.add(next.get());
      order = null;
      next = next();
    }
    notifyAll();
  }

  private Optional<Place> next() {
    int free = slots - building.size();
    if (free <= 0) {
      return Optional.empty();
    }
    boolean isLast = free == 1 && slots > 1;
    Map<Tenant, Integer> running = running();
    return order().stream()
        .filter(place -> !isLast || !running.containsKey(place.tenant()))
        .findFirst();
  }

  /** Those that wait, in the order in which slots would be given to them if none ended. */
  private List<Place> order() {
    List<Place> known = order;
    if (known != null) {
      return known;
    }
    Map<Tenant, Integer> running = running();
    List<Place> left = new ArrayList<>(waiting);
    List<Place> ordered = new ArrayList<>(left.size());
    while (!left.isEmpty()) {
      Place next = left.getFirst();
      for (Place other : left) {
        if (isBefore(other, next, running)) {
          next = other;
        }
      }
      left.remove(next);
      ordered.add(next);
      running.merge(next.tenant(), 1, Integer::sum);
    }
    order = ordered;
    return ordered;
  }

  private static boolean isBefore(Place one, Place other, Map<Tenant, Integer> running) {
    return one.begun() == other.begun()
        ? running.getOrDefault(one.tenant(), 0) < running.getOrDefault(other.tenant(), 0)
        : one.begun();
  }

  private Map<Tenant, Integer> running() {
    Map<Tenant, Integer> running = new HashMap<>();
    building.forEach(place -> running.merge(place.tenant(), 1, Integer::sum));
    return running;
  }

  private static DeployException stopped() {
    return new Action("wait for a builder")
        .failed(FailureCode.WORKER_STOPPED, "the worker is being stopped");
  }
}
