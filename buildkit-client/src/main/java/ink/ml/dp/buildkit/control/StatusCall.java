package ink.ml.dp.buildkit.control;

import ink.ml.dp.buildkit.progress.ProgressTracker;
import ink.ml.dp.buildkit.proto.ControlGrpc;
import ink.ml.dp.buildkit.proto.StatusRequest;
import ink.ml.dp.buildkit.proto.StatusResponse;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The stream of a build's progress. How it ends says nothing about how the build did. */
final class StatusCall implements ClientResponseObserver<StatusRequest, StatusResponse> {
  private final ProgressTracker tracker;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final CompletableFuture<ClientCallStreamObserver<StatusRequest>> call =
      new CompletableFuture<>();
  private volatile long lastMessageNanos;
  private volatile boolean anyMessage;

  private StatusCall(ProgressTracker tracker) {
    this.tracker = tracker;
  }

  static StatusCall start(ControlGrpc.ControlStub daemon, String ref, ProgressTracker tracker) {
    StatusCall status = new StatusCall(tracker);
    daemon.status(StatusRequest.newBuilder().setRef(ref).build(), status);
    return status;
  }

  /**
   * Waits for the rest after the solve ended: until the stream's end, or until nothing has come for
   * the given time.
   */
  void drain(Duration silence) throws InterruptedException {
    lastMessageNanos = System.nanoTime();
    while (true) {
      long left = silence.toNanos() - (System.nanoTime() - lastMessageNanos);
      if (left <= 0) {
        stop();
        return;
      }
      try {
        ended.get(left, TimeUnit.NANOSECONDS);
        return;
      } catch (TimeoutException _) {
        continue;
      } catch (ExecutionException _) {
        return;
      }
    }
  }

  /** Whether anything came: a solve that failed before its job existed has no progress. */
  boolean anyMessage() {
    return anyMessage;
  }

  /** Ends the stream, and waits until the last message has been handled. */
  void stop() {
    call.thenAccept(observer -> observer.cancel("the build is over", null));
    ended.exceptionally(_ -> null).join();
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<StatusRequest> requestStream) {
    call.complete(requestStream);
  }

  @Override
  public void onNext(StatusResponse response) {
    anyMessage = true;
    tracker.accept(response);
    lastMessageNanos = System.nanoTime();
  }

  @Override
  public void onError(Throwable error) {
    ended.completeExceptionally(error);
  }

  @Override
  public void onCompleted() {
    ended.complete(null);
  }
}
