package ink.ml.dp.deploy.kube;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Tells that something changed, never what: who is woken reads the state anew, so that a lost or
 * repeated event changes nothing.
 */
public final class Watch implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Semaphore changes = new Semaphore(0);
  private final List<Thread> threads;

  private Watch(KubernetesApi api, List<String> paths) {
    this.threads =
        paths.stream()
            .map(path -> Thread.ofVirtual().name("watch").unstarted(() -> run(api, path)))
            .toList();
  }

  static Watch start(KubernetesApi api, List<String> paths) {
    Watch watch = new Watch(api, paths);
    watch.threads.forEach(Thread::start);
    return watch;
  }

  /** Waits for a change, but no longer than that. */
  public void await(Duration limit) throws InterruptedException {
    if (changes.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      changes.drainPermits();
    }
  }

  private void run(KubernetesApi api, String path) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        api.watch(path, changes::release);
      } catch (IOException e) {
        // The server is away or refuses, or the watch was closed; whoever waits looks by itself.
        try {
          Thread.sleep(PAUSE);
        } catch (InterruptedException interrupted) {
          return;
        }
      }
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
