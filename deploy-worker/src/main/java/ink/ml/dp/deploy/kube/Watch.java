package ink.ml.dp.deploy.kube;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Tells that something changed, never what: who is woken reads the state anew, so that a lost or
 * repeated event changes nothing.
 */
public final class Watch implements AutoCloseable {
  private final Semaphore changes = new Semaphore(0);
  private final Thread thread;

  private Watch(KubernetesApi api, String path) {
    this.thread = Thread.ofVirtual().name("watch").unstarted(() -> run(api, path));
  }

  static Watch start(KubernetesApi api, String path) {
    Watch watch = new Watch(api, path);
    watch.thread.start();
    return watch;
  }

  /** Waits for a change, but no longer than that. */
  public void await(Duration limit) throws InterruptedException {
    if (changes.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      changes.drainPermits();
    }
  }

  private void run(KubernetesApi api, String path) {
    while (!thread.isInterrupted()) {
      try {
        api.watch(path, changes::release);
      } catch (IOException e) {
        // The server is away or the watch was closed; whoever waits looks again by itself.
        try {
          Thread.sleep(Duration.ofMillis(500));
        } catch (InterruptedException interrupted) {
          return;
        }
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
