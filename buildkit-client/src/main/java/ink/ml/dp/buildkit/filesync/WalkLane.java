package ink.ml.dp.buildkit.filesync;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One build's walks through its files, two at a time; all builds together have no more threads than
 * are in the pool. A walk computes, at the will of whoever wrote the patterns, and a virtual thread
 * that computes keeps all others waiting: so walks have threads of the system's. What waits for one
 * is a build; health and heartbeats do not.
 */
final class WalkLane {
  private static final int OF_ONE_BUILD = 2;

  private static final ExecutorService POOL =
      pool(Math.max(8, 4 * Runtime.getRuntime().availableProcessors()));

  private final ExecutorService pool;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int running;

  WalkLane() {
    this(POOL);
  }

  WalkLane(ExecutorService pool) {
    this.pool = pool;
  }

  static ExecutorService pool(int threads) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("transfer-walk-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Some time later, on a thread of the pool. */
  synchronized void run(Runnable walk) {
    waiting.add(walk);
    next();
  }

  private synchronized void next() {
    if (running < OF_ONE_BUILD && !waiting.isEmpty()) {
      running++;
      Runnable walk = waiting.remove();
      pool.execute(
          () -> {
            try {
              walk.run();
            } finally {
              ended();
            }
          });
    }
  }

  private synchronized void ended() {
    running--;
    next();
  }
}
