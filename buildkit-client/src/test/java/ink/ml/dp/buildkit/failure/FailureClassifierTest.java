package ink.ml.dp.buildkit.failure;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import ink.ml.dp.buildkit.BuildFailedException;
import ink.ml.dp.buildkit.BuildFailure;
import ink.ml.dp.buildkit.BuildFailure.StepFailed.Limit;
import ink.ml.dp.buildkit.progress.ProgressTracker;
import ink.ml.dp.buildkit.proto.StatusResponse;
import ink.ml.dp.buildkit.proto.Vertex;
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
        "UNKNOWN; failed to solve: dockerfile parse error on line 3: unknown instruction: FORM; DockerfileInvalid",
        "UNKNOWN; failed to read dockerfile: open Dockerfile: no such file or directory; DockerfileMissing",
        "UNKNOWN; failed to compute cache key: failed to calculate checksum of ref a::b: \"/x\": not found; DockerfileInvalid",
        "UNKNOWN; error from sender: the pattern \"[\" is malformed; DockerfileInvalid",
        "NOT_FOUND; debian:nope: failed to resolve source metadata for registry:5000/library/debian:nope: registry:5000/library/debian:nope: not found; BaseImageMissing",
        "UNKNOWN; failed to resolve source metadata for docker.io/acme/private:1: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed; BaseImageMissing",
        "UNKNOWN; failed to load cache key: invalid response status 404; DockerfileInvalid",
        // Not allowed.
        "UNKNOWN; 'docker.io/evil/frontend' is not an allowed gateway source; PolicyDenied",
        "UNKNOWN; granting entitlement security.insecure is not allowed by build daemon configuration; PolicyDenied",
        "UNKNOWN; failed to load LLB: network.host is not allowed; PolicyDenied",
        "UNKNOWN; source \"docker-image://registry:5000/other/web:1\" denied by policy: source denied by policy; PolicyDenied",
        // Somebody else's, to be tried again.
        "UNKNOWN; failed to resolve source metadata for docker.io/library/debian:12: unexpected status from HEAD request to https://registry-1.docker.io/v2/library/debian/manifests/12: 429 Too Many Requests; BaseImageUnavailable",
        "UNAVAILABLE; failed to resolve source metadata for docker.io/library/debian:12: unexpected status from HEAD request to https://x/v2/: 503 Service Unavailable; BaseImageUnavailable",
        "UNKNOWN; failed to resolve source metadata for docker.io/library/debian:12: failed to do request: Head \"https://x\": dial tcp 1.2.3.4:443: i/o timeout; BaseImageUnavailable",
        "UNKNOWN; failed to load cache key: invalid response status 503; BaseImageUnavailable",
        // The machinery's.
        "UNAVAILABLE; io exception; DaemonLost",
        "UNKNOWN; failed to read dockerfile: no active session for abc: context deadline exceeded; DaemonLost",
        "DEADLINE_EXCEEDED; no active session for abc: context deadline exceeded; DaemonLost",
        "UNKNOWN; session healthcheck failed fatally; DaemonLost",
        "CANCELLED; grpc: the client connection is closing; DaemonLost",
        "UNKNOWN; frontend grpc server closed unexpectedly; DaemonLost",
        "CANCELLED; context canceled; DaemonLost",
        "UNKNOWN; failed to solve: context canceled; DaemonLost",
        "RESOURCE_EXHAUSTED; too many open files; DaemonLost",
        "INTERNAL; failed to create shim task: cannot allocate memory; DaemonLost",
        "UNKNOWN; write /var/lib/buildkit/x: input/output error; DaemonLost",
        "UNKNOWN; failed to copy files: write /x: no space left on device; DiskFull",
        "UNKNOWN; error from sender: the patterns of the ignore file take more than 1000 steps on"
            + " these files; DockerfileInvalid",
        "UNKNOWN; failed to push registry:5000/a/web:4014035003: unexpected status from PUT request to http://registry:5000/v2/: 503 Service Unavailable; RegistryUnavailable",
        "UNKNOWN; failed to push registry:5000/a/web:abc401def: failed to do request: dial tcp: connection refused; RegistryUnavailable",
        "UNKNOWN; failed to push registry:5000/a/web:1: unexpected status from POST request to http://registry:5000/v2/: 401 Unauthorized; RegistryRejected",
        "UNKNOWN; failed to push registry:5000/a/web:1: unexpected status from PUT request to http://registry:5000/v2/: 403 Forbidden; RegistryRejected",
        "INTERNAL; error from sender: no permission to read secret; Internal",
        "UNKNOWN; something new; Internal",
      })
  void readsTheText(Code code, String text, String expected) {
    boolean line = expected.equals("DockerfileInvalid") || expected.startsWith("BaseImage");
    List<Any> details = line ? List.of(detail(SOURCE, LINE_3)) : List.of();
    assertThat(classify(code, text, details).failure().getClass().getSimpleName())
        .isEqualTo(expected);
  }

  @Test
  void looksForLostSessionsBeforeLinesOfTheDockerfile() {
    assertThat(
            classify(Code.UNKNOWN, "no active session for x", List.of(detail(SOURCE, LINE_3)))
                .failure())
        .isInstanceOf(BuildFailure.DaemonLost.class);
  }

  @Test
  void namesTheCommandThatFailed() {
    BuildFailedException failure =
        classify(
            Code.UNKNOWN,
            "exit code: 7",
            List.of(detail(EXIT, "{\"Code\":7}"), detail(SOURCE, LINE_3)));
    assertThat(failure.failure()).isInstanceOf(BuildFailure.StepFailed.class);
    assertThat(failure.getMessage())
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
                .failure())
        .isInstanceOfSatisfying(
            BuildFailure.StepFailed.class,
            step -> assertThat(step.exceeded()).isEqualTo(Limit.MEMORY));
  }

  @Test
  void tellsWhatTheStepsRuntimeHasEnded() {
    assertThat(ended(241)).isEqualTo(Limit.TIME);
    assertThat(ended(242)).isEqualTo(Limit.DISK);
    assertThat(ended(243)).isEqualTo(Limit.MEMORY);
    assertThat(ended(137)).isEqualTo(Limit.NONE);
  }

  @Test
  void blamesNoStepForADiskThatOthersHaveFilled() {
    assertThat(
            classify(Code.UNKNOWN, "exit code: 244", List.of(detail(EXIT, "{\"Code\":244}")))
                .failure())
        .isInstanceOf(BuildFailure.DiskFull.class);
  }

  private static Limit ended(int exitCode) {
    BuildFailure failure =
        classify(
                Code.UNKNOWN,
                "exit code: " + exitCode,
                List.of(detail(EXIT, "{\"Code\":" + exitCode + "}")))
            .failure();
    return ((BuildFailure.StepFailed) failure).exceeded();
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
        .isInstanceOf(BuildFailure.DaemonLost.class);
  }

  @Test
  void survivesDetailsThatItDoesNotKnow() {
    List<Any> odd = List.of(detail("stack.Stack+json", "not JSON"), detail("some.New", "{}"));
    assertThat(classify(Code.UNKNOWN, "something new", odd).failure())
        .isInstanceOf(BuildFailure.Internal.class);
  }

  @Test
  void keepsMessagesShort() {
    String sentence = classify(Code.UNKNOWN, "x\n".repeat(10_000), List.of()).getMessage();
    assertThat(sentence).hasSizeLessThan(1000).doesNotContain("\n");
  }

  private static BuildFailedException classify(Code code, String text, List<Any> details) {
    ProgressTracker progress = new ProgressTracker(_ -> {});
    progress.accept(
        StatusResponse.newBuilder()
            .addVertexes(
                Vertex.newBuilder()
                    .setDigest("sha256:1")
                    .setName(ByteString.copyFromUtf8("[build 2/4] RUN npm ci"))
                    .setError(ByteString.copyFromUtf8("exit code: 7")))
            .build());
    return new BuildFailedException(
        FailureClassifier.classify(
            FailureEvidence.of(error(code, text, details), false, false), progress));
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
