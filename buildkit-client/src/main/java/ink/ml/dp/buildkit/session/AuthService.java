package ink.ml.dp.buildkit.session;

import com.google.protobuf.ByteString;
import ink.ml.dp.buildkit.RegistryAuth;
import ink.ml.dp.buildkit.proto.AuthGrpc;
import ink.ml.dp.buildkit.proto.CredentialsRequest;
import ink.ml.dp.buildkit.proto.CredentialsResponse;
import ink.ml.dp.buildkit.proto.FetchTokenRequest;
import ink.ml.dp.buildkit.proto.FetchTokenResponse;
import ink.ml.dp.buildkit.proto.GetTokenAuthorityRequest;
import ink.ml.dp.buildkit.proto.GetTokenAuthorityResponse;
import ink.ml.dp.buildkit.proto.VerifyTokenAuthorityRequest;
import ink.ml.dp.buildkit.proto.VerifyTokenAuthorityResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/**
 * Makes tokens for our own registries. For others it has none, which is said by an empty answer or
 * by UNIMPLEMENTED: any other error would fail the build, and so the daemon asks them as anybody.
 */
final class AuthService extends AuthGrpc.AuthImplBase {
  private final RegistryAuth registries;

  AuthService(RegistryAuth registries) {
    this.registries = registries;
  }

  @Override
  public void credentials(
      CredentialsRequest request, StreamObserver<CredentialsResponse> responseObserver) {
    answer(responseObserver, CredentialsResponse.getDefaultInstance());
  }

  @Override
  public void getTokenAuthority(
      GetTokenAuthorityRequest request,
      StreamObserver<GetTokenAuthorityResponse> responseObserver) {
    keys(request.getHost(), request.getSalt())
        .ifPresentOrElse(
            keys ->
                answer(
                    responseObserver,
                    GetTokenAuthorityResponse.newBuilder()
                        .setPublicKey(ByteString.copyFrom(keys.publicKey()))
                        .build()),
            () -> responseObserver.onError(Status.UNIMPLEMENTED.asException()));
  }

  @Override
  public void verifyTokenAuthority(
      VerifyTokenAuthorityRequest request,
      StreamObserver<VerifyTokenAuthorityResponse> responseObserver) {
    keys(request.getHost(), request.getSalt())
        .ifPresentOrElse(
            keys -> {
              byte[] payload = request.getPayload().toByteArray();
              answer(
                  responseObserver,
                  VerifyTokenAuthorityResponse.newBuilder()
                      .setSigned(
                          ByteString.copyFrom(keys.sign(payload))
                              .concat(ByteString.copyFrom(payload)))
                      .build());
            },
            () -> responseObserver.onError(Status.UNIMPLEMENTED.asException()));
  }

  @Override
  public void fetchToken(
      FetchTokenRequest request, StreamObserver<FetchTokenResponse> responseObserver) {
    registries
        .token(request.getHost(), request.getService(), request.getScopesList())
        .ifPresentOrElse(
            token ->
                answer(
                    responseObserver,
                    FetchTokenResponse.newBuilder()
                        .setToken(token.value())
                        .setExpiresIn(token.validity().toSeconds())
                        .setIssuedAt(token.issuedAt().getEpochSecond())
                        .build()),
            () ->
                responseObserver.onError(
                    Status.PERMISSION_DENIED
                        .withDescription(
                            "this build may not use " + String.join(", ", request.getScopesList()))
                        .asException()));
  }

  private Optional<AuthorityKeys> keys(String host, ByteString salt) {
    return registries.seed(host, salt.toByteArray()).map(AuthorityKeys::of);
  }

  private static <T> void answer(StreamObserver<T> observer, T message) {
    observer.onNext(message);
    observer.onCompleted();
  }
}
