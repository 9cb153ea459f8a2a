package ink.ml.dp.runtime.http;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Every call that the workers' own code makes over HTTP, but for those of the cluster's client. The
 * limit is for the whole call: the JDK client's own timeout ends with the answer's headers, so that
 * a server that stalls in the body would hold a thread for ever. Redirects are not followed.
 *
 * @param limit from the connection to the last byte of the answer
 * @param silence between two parts of an answer; as long as the limit where it does not matter
 */
public record HttpCaller(Duration limit, Duration silence) {
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  public HttpCaller(Duration limit) {
    this(limit, limit);
  }

  /**
   * Calls.
   *
   * @param unavailable the failure's code when there is no whole answer
   * @param because as in "failed because <i>the registry does not answer</i>"
   * @throws DeployException {@code unavailable}, or {@code WORKER_STOPPED} when this thread is
   *     interrupted
   */
  public <T> HttpResponse<T> call(
      Action action,
      FailureCode unavailable,
      String because,
      HttpRequest request,
      BodyHandler<T> body) {
    try {
      return exchange(request, body);
    } catch (IOException e) {
      throw action.failed(unavailable, because, e);
    } catch (InterruptedException e) {
      throw action.interrupted(e);
    }
  }

  /**
   * Calls.
   *
   * @throws HttpTimeoutException when there is no whole answer in time
   * @throws IOException also what the body's reader threw as an {@link UncheckedIOException}
   */
  public <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> body)
      throws IOException, InterruptedException {
    AtomicLong last = new AtomicLong(System.nanoTime());
    BodyHandler<T> watched =
        info -> new Watched<>(body.apply(info), () -> last.set(System.nanoTime()));
    // Not sendAsync: its answers come by the JVM's common pool, where on a machine of two cores one
    // task that waits holds up every call.
    FutureTask<HttpResponse<T>> answer = new FutureTask<>(() -> HTTP.send(request, watched));
    Thread.ofVirtual().start(answer);
    try {
      return await(answer, last);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      // Closes the connection, unless the answer is complete.
      answer.cancel(true);
    }
  }

  /** The client wraps what a body's reader throws. */
  private static IOException failure(@Nullable Throwable thrown) {
    Throwable inner = thrown == null ? null : thrown.getCause();
    Throwable cause = inner instanceof RuntimeException ? inner : thrown;
    return switch (cause) {
      case UncheckedIOException e -> Objects.requireNonNull(e.getCause());
      case RuntimeException e -> throw e;
      case IOException e -> e;
      case null, default -> new IOException(cause);
    };
  }

  private <T> T await(Future<T> answer, AtomicLong last)
      throws ExecutionException, InterruptedException, HttpTimeoutException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      long now = System.nanoTime();
      long left = Math.min(end - now, last.get() + silence.toNanos() - now);
      if (left <= 0) {
        throw new HttpTimeoutException("no whole answer in time");
      }
      try {
        return answer.get(left, TimeUnit.NANOSECONDS);
      } catch (TimeoutException _) {
        // Some of the answer may have come meanwhile.
      }
    }
  }
}
