package ink.ml.dp.builder.image;

import ink.ml.dp.buildkit.BuildFailedException;
import ink.ml.dp.buildkit.BuildKitClient;
import ink.ml.dp.buildkit.BuildRequest;
import ink.ml.dp.buildkit.CancellationSource;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes build caches to the registry after the builds have been answered, one at a time. An app's
 * newer build takes the place of its older export. A cache that is not written makes a later build
 * slower and nothing else, so failures are only logged.
 */
@Singleton
public final class CacheExports implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CacheExports.class);

  /** For one export. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private static final int MOST_WAITING = 16;

  private final Map<String, Export> waiting = new LinkedHashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("cache-deadline").factory());
  private final BuildKitClient client;
  private final Duration longest;
  private final int mostWaiting;
  private final Thread worker;
  private @Nullable Export running;
  private boolean closing;

  @Inject
  CacheExports(BuildKitClient client) {
    this(client, LONGEST, MOST_WAITING);
  }

  /**
   * @param longest time for one export
   * @param mostWaiting beyond which the oldest is dropped
   */
  public CacheExports(BuildKitClient client, Duration longest, int mostWaiting) {
    this.client = client;
    this.longest = longest;
    this.mostWaiting = mostWaiting;
    this.worker = Thread.ofPlatform().daemon().name("cache-export").start(this::run);
  }

  /**
   * Exports the request's cache some time soon.
   *
   * @param held what the export needs; closed when it is done with or dropped
   */
  public void submit(BuildRequest request, Held held) {
    Export export = new Export(request, held);
    Export dropped;
    synchronized (waiting) {
      dropped = closing ? export : waiting.put(request.appKey(), export);
      if (dropped == null && waiting.size() > mostWaiting) {
        dropped = waiting.remove(waiting.keySet().iterator().next());
      }
      waiting.notifyAll();
    }
    if (dropped != null) {
      dropped.held.close();
    }
  }

  /** Ends an app's export, waiting or running: a newer build begins. */
  public void cancel(String appKey) {
    Export dropped;
    synchronized (waiting) {
      dropped = waiting.remove(appKey);
      if (running != null && running.request.appKey().equals(appKey)) {
        running.cancel.cancel();
      }
    }
    if (dropped != null) {
      dropped.held.close();
    }
  }

  /** Takes no more; lets what waits end within the time of one export. */
  @Override
  @PreDestroy
  public void close() {
    synchronized (waiting) {
      closing = true;
      waiting.notifyAll();
    }
    try {
      if (!worker.join(longest)) {
        worker.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    clock.shutdownNow();
  }

  private void run() {
    try {
      while (true) {
        Export next = take();
        if (next == null) {
          return;
        }
        try {
          export(next);
        } finally {
          next.held.close();
          done();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable Export take() throws InterruptedException {
    synchronized (waiting) {
      while (waiting.isEmpty()) {
        if (closing) {
          return null;
        }
        waiting.wait();
      }
      String first = waiting.keySet().iterator().next();
      running = waiting.remove(first);
      return running;
    }
  }

  private void done() {
    synchronized (waiting) {
      running = null;
    }
  }

  private void export(Export next) {
    ScheduledFuture<?> deadline =
        clock.schedule(next.cancel::cancel, longest.toMillis(), TimeUnit.MILLISECONDS);
    long began = System.nanoTime();
    try {
      client.exportCache(next.request, next.cancel);
      LOG.info(
          "exported the cache of {} in {} ms",
          next.request.appKey(),
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    } catch (BuildFailedException e) {
      LOG.info(
          "did not export the cache of {}: {}",
          next.request.appKey(),
          BuildFailures.code(e.failure()));
    } catch (RuntimeException e) {
      LOG.warn("could not export the cache of {}", next.request.appKey(), e);
    } finally {
      deadline.cancel(false);
    }
  }

  /** Something that is kept until it is closed. */
  @FunctionalInterface
  public interface Held extends AutoCloseable {
    @Override
    void close();
  }

  private record Export(BuildRequest request, Held held, CancellationSource cancel) {
    Export(BuildRequest request, Held held) {
      this(request, held, new CancellationSource());
    }
  }
}
