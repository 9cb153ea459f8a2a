package ink.ml.dp.buildkit.session;

import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;

/**
 * Says that the client is alive. The daemon asks every five seconds and ends a session that does
 * not answer; a client that does not know the method counts as one that does not answer.
 */
final class HealthService extends HealthGrpc.HealthImplBase {
  private volatile long lastAskedNanos = System.nanoTime();

  @Override
  public void check(
      HealthCheckRequest request, StreamObserver<HealthCheckResponse> responseObserver) {
    lastAskedNanos = System.nanoTime();
    responseObserver.onNext(
        HealthCheckResponse.newBuilder().setStatus(ServingStatus.SERVING).build());
    responseObserver.onCompleted();
  }

  /** Nanoseconds since the daemon asked, or since the session began. */
  long silenceNanos() {
    return System.nanoTime() - lastAskedNanos;
  }
}
