package ink.ml.dp.buildkit.session;

import com.google.protobuf.UnsafeByteOperations;
import ink.ml.dp.buildkit.SecretProvider;
import ink.ml.dp.buildkit.proto.GetSecretRequest;
import ink.ml.dp.buildkit.proto.GetSecretResponse;
import ink.ml.dp.buildkit.proto.SecretsGrpc;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/** Gives the daemon a secret when a step mounts it. */
final class SecretsService extends SecretsGrpc.SecretsImplBase {
  private final SecretProvider secrets;

  SecretsService(SecretProvider secrets) {
    this.secrets = secrets;
  }

  @Override
  public void getSecret(
      GetSecretRequest request, StreamObserver<GetSecretResponse> responseObserver) {
    Optional<byte[]> secret = secrets.secret(request.getId());
    if (secret.isEmpty()) {
      responseObserver.onError(
          Status.NOT_FOUND
              .withDescription("there is no secret with the name " + request.getId())
              .asException());
      return;
    }
    responseObserver.onNext(
        GetSecretResponse.newBuilder()
            .setData(UnsafeByteOperations.unsafeWrap(secret.get()))
            .build());
    responseObserver.onCompleted();
  }
}
