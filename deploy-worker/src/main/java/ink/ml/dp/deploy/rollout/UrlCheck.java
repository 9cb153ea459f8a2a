package ink.ml.dp.deploy.rollout;

import ink.ml.dp.deploy.rollout.IngressProbe.Answer;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.ServiceName;
import ink.ml.dp.model.request.Protocol;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits until a service that is ready answers at its URL, and tells apart who is to blame when it
 * does not: the ingress, which knows no way to it, or the service, which takes requests and does
 * not answer them in HTTP.
 */
final class UrlCheck {
  /** How long the ingress may know no way to a ready release: longer than it takes to restart. */
  private static final Duration ROUTING = Duration.ofMinutes(5);

  /** How long a request may wait until its answer begins. */
  private static final Duration SLOWEST = Duration.ofSeconds(60);

  /**
   * After so long, a "not found" that looks like the proxy's is the service's own: twice as long as
   * the proxy takes to learn of a route.
   */
  private static final Duration NOT_FOUND_IS_MEANT = Duration.ofSeconds(5);

  /** For so long at a time, the proxy has to say that it cannot read what a service says. */
  private static final Duration UNREADABLE_IS_MEANT = Duration.ofSeconds(15);

  private final IngressProbe ingress;

  UrlCheck(IngressProbe ingress) {
    this.ingress = ingress;
  }

  /** Called about once a second. */
  interface Watcher {
    /** Whether it is still worth waiting; may throw to stop the wait. */
    boolean goesOn();
  }

  /**
   * Waits.
   *
   * @return false when the watcher said that it is not worth waiting any more
   * @throws DeployException {@code NOT_HTTP} or {@code URL_NOT_ANSWERING}
   */
  boolean await(ServiceName name, Protocol protocol, Watcher watcher) throws InterruptedException {
    long start = System.nanoTime();
    long readable = start;
    // One after the other, beside a watcher who must not be kept waiting by a slow page.
    ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
    try {
      while (true) {
        long asked = System.nanoTime();
        Future<Answer> asking = thread.submit(() -> ingress.ask(name, SLOWEST));
        while (!isDone(asking)) {
          if (!watcher.goesOn()) {
            return false;
          }
        }
        Answer answer = asking.resultNow();
        if (answer == Answer.SERVICE
            || (answer == Answer.NOT_FOUND && since(start).compareTo(NOT_FOUND_IS_MEANT) > 0)) {
          return true;
        }
        if (answer != Answer.UNREADABLE) {
          readable = System.nanoTime();
        }
        if (since(readable).compareTo(UNREADABLE_IS_MEANT) > 0) {
          throw notHttp(
              name,
              "what listens on its port does not answer in "
                  + (protocol == Protocol.H2C ? "HTTP/2 without TLS (h2c)" : "HTTP"));
        }
        if (answer == Answer.NONE && since(asked).compareTo(SLOWEST) >= 0) {
          throw notHttp(
              name,
              "it takes too long: no answer to a request began within "
                  + SLOWEST.toSeconds()
                  + " s, neither in HTTP nor otherwise");
        }
        if (since(start).compareTo(ROUTING) >= 0) {
          throw new Action("reach " + name + " at its URL")
              .failed(
                  FailureCode.URL_NOT_ANSWERING,
                  "the ingress did not route to it within " + ROUTING.toSeconds() + " s");
        }
        if (!watcher.goesOn()) {
          return false;
        }
        Thread.sleep(50);
      }
    } finally {
      thread.shutdownNow();
    }
  }

  private static DeployException notHttp(ServiceName name, String because) {
    return new Action("start " + name).failed(FailureCode.NOT_HTTP, because);
  }

  private static boolean isDone(Future<Answer> asking) throws InterruptedException {
    try {
      asking.get(1, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the probe does not throw", e);
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
