package ink.ml.dp.builder.logs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends build logs to Loki as they grow, from the files and not from the builds: a Loki that is
 * away holds up nothing, and what was not sent is sent when it is back, also after a restart.
 */
public final class LogShipper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogShipper.class);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final Set<Path> grown = new LinkedHashSet<>();
  private final LokiPush loki;
  private final Thread thread;
  private volatile boolean closing;

  private LogShipper(URI push) {
    loki = new LokiPush(push);
    thread = Thread.ofPlatform().daemon().name("log-shipper").unstarted(this::run);
  }

  /** Begins with what an earlier process left in the directory. */
  public static LogShipper start(Path directory, URI push) {
    LogShipper shipper = new LogShipper(push);
    try (Stream<Path> files = Files.exists(directory) ? Files.walk(directory, 2) : Stream.empty()) {
      files.filter(file -> file.toString().endsWith(".log")).forEach(shipper::changed);
    } catch (IOException e) {
      throw new UncheckedIOException("the build logs cannot be listed", e);
    }
    shipper.thread.start();
    return shipper;
  }

  /** A log has new lines. */
  void changed(Path log) {
    synchronized (grown) {
      grown.add(log);
    }
  }

  /** Sends what there is, for some seconds at most. */
  @Override
  public void close() {
    closing = true;
    try {
      if (!thread.join(Duration.ofSeconds(5))) {
        thread.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Duration pause = PAUSE;
    try {
      while (true) {
        boolean last = closing;
        pause = ship() ? PAUSE : longer(pause);
        if (last) {
          return;
        }
        for (long waited = 0; waited < pause.toMillis() && !closing; waited += 100) {
          Thread.sleep(100);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether Loki took everything. */
  private boolean ship() throws InterruptedException {
    Queue<Path> due;
    synchronized (grown) {
      due = new ArrayDeque<>(grown);
      grown.clear();
    }
    while (!due.isEmpty()) {
      Path log = due.element();
      try {
        ship(new Spool(log));
        due.remove();
      } catch (IOException | RuntimeException e) {
        LOG.warn("build logs wait on the disk: {}", String.valueOf(e.getMessage()));
        due.forEach(this::changed);
        return false;
      }
    }
    return true;
  }

  private void ship(Spool spool) throws IOException, InterruptedException {
    while (spool.pending()) {
      Spool.Batch batch = spool.next();
      if (batch.lines().isEmpty()) {
        return;
      }
      if (!loki.send(spool.labels(), batch.lines())) {
        LOG.warn(
            "Loki refused {} lines of {}; they are left out", batch.lines().size(), spool.log());
      }
      spool.sent(batch);
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }
}
