package ink.ml.dp.buildkit.control;

import ink.ml.dp.buildkit.proto.ControlGrpc;
import ink.ml.dp.buildkit.proto.SolveRequest;
import ink.ml.dp.buildkit.proto.SolveResponse;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.CompletableFuture;

/** The call that lives as long as the build, and whose end alone decides how the build ended. */
final class SolveCall implements ClientResponseObserver<SolveRequest, SolveResponse> {
  private final CompletableFuture<SolveResponse> result = new CompletableFuture<>();
  private final CompletableFuture<ClientCallStreamObserver<SolveRequest>> call =
      new CompletableFuture<>();

  static SolveCall start(ControlGrpc.ControlStub daemon, SolveRequest request) {
    SolveCall solve = new SolveCall();
    daemon.solve(request, solve);
    return solve;
  }

  /** Fails with what gRPC said. */
  CompletableFuture<SolveResponse> result() {
    return result;
  }

  /** Ends the build, unless it has ended. */
  void cancel(String because) {
    call.thenAccept(observer -> observer.cancel(because, null));
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<SolveRequest> requestStream) {
    call.complete(requestStream);
  }

  @Override
  public void onNext(SolveResponse response) {
    result.complete(response);
  }

  @Override
  public void onError(Throwable error) {
    result.completeExceptionally(error);
  }

  @Override
  public void onCompleted() {
    result.completeExceptionally(new IllegalStateException("the daemon answered nothing"));
  }
}
