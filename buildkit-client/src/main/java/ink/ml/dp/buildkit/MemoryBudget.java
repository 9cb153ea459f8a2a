package ink.ml.dp.buildkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Memory that is shared out before it is used, first come, first served, so that what many do at
 * once does not end the process for all. Whoever wants more than there is gets all of it. What is
 * held is not measured; who takes says what it may come to.
 */
public final class MemoryBudget {
  /** The other half is for what nobody takes: builds' logs, connections, the JVM's own. */
  private static final MemoryBudget SHARED = new MemoryBudget(Runtime.getRuntime().maxMemory() / 2);

  /** How soon somebody who waits notices that nobody wants it any more. */
  private static final long LOOK_AGAIN_MILLIS = 100;

  private final long capacity;
  private final Deque<Object> line = new ArrayDeque<>();
  private long taken;

  public MemoryBudget(long capacity) {
    this.capacity = capacity;
  }

  /** Half of this process's heap. */
  public static MemoryBudget shared() {
    return SHARED;
  }

  /**
   * Waits for its turn.
   *
   * @param ended whether it need not be waited for any more
   * @return empty when that is so, or the time is over
   */
  public Optional<Hold> take(long bytes, Duration longest, BooleanSupplier ended)
      throws InterruptedException {
    long wanted = Math.clamp(bytes, 0, capacity);
    long end = System.nanoTime() + longest.toNanos();
    Object mine = new Object();
    synchronized (this) {
      line.add(mine);
      try {
        while (line.peek() != mine || taken + wanted > capacity) {
          if (ended.getAsBoolean() || System.nanoTime() - end >= 0) {
            return Optional.empty();
          }
          wait(LOOK_AGAIN_MILLIS);
        }
        taken += wanted;
      } finally {
        line.remove(mine);
        notifyAll();
      }
    }
    return Optional.of(new Hold(wanted));
  }

  private synchronized void change(long bytes) {
    taken += bytes;
    notifyAll();
  }

  /** What was taken, until it is closed. */
  public final class Hold implements AutoCloseable {
    private long bytes;
    private boolean closed;

    private Hold(long bytes) {
      this.bytes = bytes;
    }

    /**
     * Takes more without waiting, also more than there is: two that waited for each other would
     * wait for ever. Those who come next wait until it is given back.
     */
    public synchronized void more(long further) {
      if (!closed) {
        bytes += further;
        change(further);
      }
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        change(-bytes);
      }
    }
  }
}
