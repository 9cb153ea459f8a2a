package ink.ml.dp.build.buildkit.failure;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import ink.ml.dp.build.buildkit.progress.ProgressTracker;
import ink.ml.dp.build.buildkit.proto.StatusResponse;
import ink.ml.dp.build.buildkit.proto.Vertex;
import ink.ml.dp.model.failure.Blame;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import io.grpc.Status.Code;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each signal that the daemon gives, and what it says about whose fault it is. */
class FailureClassifierTest {
  private static final String EXIT = "gatewayapi.ExitMessage+json";
  private static final String SOURCE = "errdefs.Source+json";
  private static final String LINE_3 =
      "{\"info\":{\"filename\":\"Dockerfile\"},\"ranges\":[{\"start\":{\"line\":3},\"end\":{\"line\":3}},"
          + "{\"start\":{\"line\":4},\"end\":{\"line\":5}}]}";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // The user's.
        "UNKNOWN; failed to solve: dockerfile parse error on line 3: unknown instruction: FORM; DOCKERFILE_INVALID",
        "UNKNOWN; failed to read dockerfile: open Dockerfile: no such file or directory; DOCKERFILE_NOT_FOUND",
        "UNKNOWN; failed to compute cache key: failed to calculate checksum of ref a::b: \"/x\": not found; DOCKERFILE_INVALID",
        "UNKNOWN; error from sender: the pattern \"[\" is malformed; DOCKERFILE_INVALID",
        "NOT_FOUND; debian:nope: failed to resolve source metadata for registry:5000/library/debian:nope: registry:5000/library/debian:nope: not found; BASE_IMAGE_NOT_FOUND",
        "UNKNOWN; failed to resolve source metadata for docker.io/acme/private:1: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed; BASE_IMAGE_NOT_FOUND",
        "UNKNOWN; failed to load cache key: invalid response status 404; DOCKERFILE_INVALID",
        // Not allowed.
        "UNKNOWN; 'docker.io/evil/frontend' is not an allowed gateway source; BUILD_POLICY_DENIED",
        "UNKNOWN; granting entitlement security.insecure is not allowed by build daemon configuration; BUILD_POLICY_DENIED",
        "UNKNOWN; failed to load LLB: network.host is not allowed; BUILD_POLICY_DENIED",
        "UNKNOWN; source \"docker-image://registry:5000/other/web:1\" denied by policy: source denied by policy; BUILD_POLICY_DENIED",
        // Somebody else's, to be tried again.
        "UNKNOWN; failed to resolve source metadata for docker.io/library/debian:12: unexpected status from HEAD request to https://registry-1.docker.io/v2/library/debian/manifests/12: 429 Too Many Requests; BASE_IMAGE_UNAVAILABLE",
        "UNAVAILABLE; failed to resolve source metadata for docker.io/library/debian:12: unexpected status from HEAD request to https://x/v2/: 503 Service Unavailable; BASE_IMAGE_UNAVAILABLE",
        "UNKNOWN; failed to resolve source metadata for docker.io/library/debian:12: failed to do request: Head \"https://x\": dial tcp 1.2.3.4:443: i/o timeout; BASE_IMAGE_UNAVAILABLE",
        "UNKNOWN; failed to load cache key: invalid response status 503; BASE_IMAGE_UNAVAILABLE",
        // The machinery's.
        "UNAVAILABLE; io exception; BUILDKIT_UNAVAILABLE",
        "UNKNOWN; failed to read dockerfile: no active session for abc: context deadline exceeded; BUILDKIT_UNAVAILABLE",
        "DEADLINE_EXCEEDED; no active session for abc: context deadline exceeded; BUILDKIT_UNAVAILABLE",
        "UNKNOWN; session healthcheck failed fatally; BUILDKIT_UNAVAILABLE",
        "CANCELLED; grpc: the client connection is closing; BUILDKIT_UNAVAILABLE",
        "UNKNOWN; frontend grpc server closed unexpectedly; BUILDKIT_UNAVAILABLE",
        "CANCELLED; context canceled; BUILDKIT_UNAVAILABLE",
        "UNKNOWN; failed to solve: context canceled; BUILDKIT_UNAVAILABLE",
        "RESOURCE_EXHAUSTED; too many open files; BUILDKIT_UNAVAILABLE",
        "INTERNAL; failed to create shim task: cannot allocate memory; BUILDKIT_UNAVAILABLE",
        "UNKNOWN; write /var/lib/buildkit/x: input/output error; BUILDKIT_UNAVAILABLE",
        "UNKNOWN; failed to copy files: write /x: no space left on device; BUILD_DISK_FULL",
        "UNKNOWN; failed to push registry:5000/a/web:4014035003: unexpected status from PUT request to http://registry:5000/v2/: 503 Service Unavailable; REGISTRY_UNAVAILABLE",
        "UNKNOWN; failed to push registry:5000/a/web:abc401def: failed to do request: dial tcp: connection refused; REGISTRY_UNAVAILABLE",
        "UNKNOWN; failed to push registry:5000/a/web:1: unexpected status from POST request to http://registry:5000/v2/: 401 Unauthorized; REGISTRY_REJECTED",
        "UNKNOWN; failed to push registry:5000/a/web:1: unexpected status from PUT request to http://registry:5000/v2/: 403 Forbidden; REGISTRY_REJECTED",
        "INTERNAL; error from sender: no permission to read secret; INTERNAL",
        "UNKNOWN; something new; INTERNAL",
      })
  void readsTheText(Code code, String text, FailureCode expected) {
    boolean line = expected == FailureCode.DOCKERFILE_INVALID || expected.name().startsWith("BASE");
    List<Any> details = line ? List.of(detail(SOURCE, LINE_3)) : List.of();
    assertThat(classify(code, text, details).code()).isEqualTo(expected);
  }

  @Test
  void looksForLostSessionsBeforeLinesOfTheDockerfile() {
    assertThat(
            classify(Code.UNKNOWN, "no active session for x", List.of(detail(SOURCE, LINE_3)))
                .code())
        .isEqualTo(FailureCode.BUILDKIT_UNAVAILABLE);
  }

  @Test
  void namesTheCommandThatFailed() {
    DeployException failure =
        classify(
            Code.UNKNOWN,
            "exit code: 7",
            List.of(detail(EXIT, "{\"Code\":7}"), detail(SOURCE, LINE_3)));
    assertThat(failure.code()).isEqualTo(FailureCode.BUILD_STEP_FAILED);
    assertThat(failure.code().blame()).isEqualTo(Blame.USER);
    assertThat(failure.sentence())
        .contains("\"npm ci\" (Dockerfile lines 3 to 5)")
        .contains("exit code 7");
  }

  @Test
  void tellsStepsThatUsedTooMuchMemory() {
    assertThat(
            classify(
                    Code.RESOURCE_EXHAUSTED,
                    "exit code: 137",
                    List.of(detail(EXIT, "{\"Code\":137}")))
                .code())
        .isEqualTo(FailureCode.BUILD_OUT_OF_MEMORY);
  }

  @Test
  void believesOurselvesFirst() {
    Throwable error = error(Code.UNKNOWN, "exit code: 1", List.of(detail(EXIT, "{\"Code\":1}")));
    ProgressTracker progress = new ProgressTracker(_ -> {});
    assertThat(FailureClassifier.classify(FailureEvidence.of(error, true, true), progress))
        .isEqualTo(new BuildFailure.Cancelled());
    assertThat(FailureClassifier.classify(FailureEvidence.of(error, false, true), progress))
        .isInstanceOf(BuildFailure.StepFailed.class);
    assertThat(
            FailureClassifier.classify(
                FailureEvidence.of(error(Code.CANCELLED, "", List.of()), false, true), progress))
        .isInstanceOf(BuildFailure.DaemonUnavailable.class);
  }

  @Test
  void survivesDetailsThatItDoesNotKnow() {
    List<Any> odd = List.of(detail("stack.Stack+json", "not JSON"), detail("some.New", "{}"));
    assertThat(classify(Code.UNKNOWN, "something new", odd).code()).isEqualTo(FailureCode.INTERNAL);
  }

  @Test
  void keepsMessagesShort() {
    String sentence = classify(Code.UNKNOWN, "x\n".repeat(10_000), List.of()).sentence();
    assertThat(sentence).hasSizeLessThan(1000).doesNotContain("\n");
  }

  private static DeployException classify(Code code, String text, List<Any> details) {
    ProgressTracker progress = new ProgressTracker(_ -> {});
    progress.accept(
        StatusResponse.newBuilder()
            .addVertexes(
                Vertex.newBuilder()
                    .setDigest("sha256:1")
                    .setName(ByteString.copyFromUtf8("[build 2/4] RUN npm ci"))
                    .setError(ByteString.copyFromUtf8("exit code: 7")))
            .build());
    return FailureClassifier.classify(
            FailureEvidence.of(error(code, text, details), false, false), progress)
        .toException();
  }

  private static Throwable error(Code code, String text, List<Any> details) {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .setMessage(text)
            .addAllDetails(new ArrayList<>(details))
            .build());
  }

  private static Any detail(String type, String json) {
    return Any.newBuilder()
        .setTypeUrl("github.com/moby/buildkit/" + type)
        .setValue(ByteString.copyFromUtf8(json))
        .build();
  }
}
