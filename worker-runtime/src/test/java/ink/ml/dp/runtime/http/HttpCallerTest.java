package ink.ml.dp.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.runtime.testing.FakeHttpServer;
import ink.ml.dp.runtime.testing.StallingServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class HttpCallerTest {
  private static final Action ACTION = new Action("ask the fake");
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void answers() throws IOException, InterruptedException {
    try (var server = new FakeHttpServer(r -> new FakeHttpServer.Response(203, "hello"))) {
      HttpResponse<String> answer =
          new HttpCaller(LONG).exchange(request(server.uri()), BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(203);
      assertThat(answer.body()).isEqualTo("hello");
    }
  }

  @Test
  void answersWhileTheCommonPoolIsBusy() throws IOException, InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    for (int i = 0; i <= ForkJoinPool.getCommonPoolParallelism(); i++) {
      ForkJoinPool.commonPool()
          .submit(
              () -> {
                end.await();
                return "";
              });
    }
    try (var server = new FakeHttpServer(r -> new FakeHttpServer.Response(200, "hello"))) {
      assertThat(
              new HttpCaller(Duration.ofSeconds(10))
                  .exchange(request(server.uri()), BodyHandlers.ofString())
                  .body())
          .isEqualTo("hello");
    } finally {
      end.countDown();
    }
  }

  @Test
  void aBodyThatStallsEndsWithTheLimit() throws IOException, InterruptedException {
    try (var server = new StallingServer(LONG)) {
      assertThatThrownBy(() -> call(new HttpCaller(SHORT), server.uri()))
          .isInstanceOfSatisfying(
              DeployException.class,
              e -> assertThat(e.code()).isEqualTo(FailureCode.REGISTRY_UNAVAILABLE))
          .hasMessage("tried to ask the fake but failed because it does not answer");
      server.awaitLeft();
    }
  }

  /** Why the limit is not the client's own: that one ends with the headers. */
  @Test
  void theClientsOwnTimeoutWouldNotEndIt() throws IOException, InterruptedException {
    try (var server = new StallingServer(LONG);
        HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(server.uri()).timeout(SHORT).build();
      CompletableFuture<HttpResponse<String>> answer =
          http.sendAsync(request, BodyHandlers.ofString());
      server.awaitCall();
      TimeUnit.MILLISECONDS.sleep(3 * SHORT.toMillis());
      assertThat(answer).isNotDone();
      answer.cancel(true);
    }
  }

  @Test
  void aBodyThatComesSlowlyEndsWithTheLimitToo() throws IOException {
    try (var server = new StallingServer(Duration.ofMillis(50))) {
      HttpCaller caller = new HttpCaller(SHORT.multipliedBy(3), SHORT);
      long begun = System.nanoTime();
      assertThatThrownBy(() -> caller.exchange(request(server.uri()), BodyHandlers.ofString()))
          .isInstanceOf(HttpTimeoutException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(SHORT.multipliedBy(2));
    }
  }

  @Test
  void silenceEndsItBeforeTheLimit() throws IOException {
    try (var server = new StallingServer(LONG)) {
      assertThatThrownBy(
              () ->
                  new HttpCaller(LONG, SHORT)
                      .exchange(request(server.uri()), BodyHandlers.ofString()))
          .isInstanceOf(HttpTimeoutException.class);
    }
  }

  @Test
  void anInterruptionIsNobodysFault() throws IOException, InterruptedException {
    try (var server = new StallingServer(LONG)) {
      CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
      Thread caller =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      call(new HttpCaller(LONG), server.uri());
                    } catch (DeployException e) {
                      assertThat(e.code()).isEqualTo(FailureCode.WORKER_STOPPED);
                      assertThat(e.sentence()).endsWith("because the worker is being stopped");
                      interrupted.complete(Thread.currentThread().isInterrupted());
                    }
                  });
      server.awaitCall();
      caller.interrupt();
      assertThat(interrupted.join()).isTrue();
      server.awaitLeft();
    }
  }

  @Test
  void whatTheReaderThrowsArrives() throws IOException {
    DeployException thrown = ACTION.failed(FailureCode.LFS_UNAVAILABLE, "it is not its content");
    try (var server = new FakeHttpServer(r -> new FakeHttpServer.Response(200, "hello"))) {
      assertThatThrownBy(
              () ->
                  new HttpCaller(LONG)
                      .exchange(
                          request(server.uri()),
                          BodyHandlers.ofByteArrayConsumer(
                              some -> {
                                throw thrown;
                              })))
          .isSameAs(thrown);
    }
  }

  @Test
  void nobodyThereIsUnavailable() {
    assertThatThrownBy(() -> call(new HttpCaller(LONG), URI.create("http://127.0.0.1:1")))
        .isInstanceOf(DeployException.class)
        .isNotInstanceOf(CompletionException.class)
        .hasMessage("tried to ask the fake but failed because it does not answer");
  }

  private static HttpRequest request(URI uri) {
    return HttpRequest.newBuilder(uri).build();
  }

  private static void call(HttpCaller caller, URI uri) {
    caller.call(
        ACTION,
        FailureCode.REGISTRY_UNAVAILABLE,
        "it does not answer",
        request(uri),
        BodyHandlers.ofString());
  }
}
