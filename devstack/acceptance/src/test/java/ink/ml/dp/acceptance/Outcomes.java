package ink.ml.dp.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.result.ServiceError;
import ink.ml.dp.model.result.ServiceResult;
import java.util.Objects;

/** What every answer of the platform has to look like. */
final class Outcomes {
  private Outcomes() {}

  static ServiceError error(ServiceResult result) {
    return Objects.requireNonNull(result.error(), "the request was to fail");
  }

  /** The newest request was carried out, and its URL answers. */
  /** Running, from a release that the request made. */
  static void assertRunning(TestService service, ServiceResult result, CommitSha commit) {
    assertAnswers(service, result, commit);
    assertThat(result.release()).isEqualTo("r" + service.lastSequence());
  }

  /** Running, from whichever release. */
  static void assertAnswers(TestService service, ServiceResult result, CommitSha commit) {
    assertThat(result.error()).isNull();
    assertThat(result.status()).isEqualTo("running");
    assertThat(result.url()).isEqualTo(service.url());
    assertThat(result.commitSha()).isEqualTo(commit.value());
    assertThat(result.imageDigest()).matches("sha256:[0-9a-f]{64}");
    assertThat(result.sequence()).isEqualTo(service.lastSequence());
    assertThat(service.page().status()).isEqualTo(200);
  }

  /** The request failed in a way that whoever sent it can act on. */
  static void assertFailed(ServiceResult result, FailureCode code) {
    ServiceError error = error(result);
    assertThat(error.code()).as(error.message()).isEqualTo(code.wire());
    assertThat(result.status()).isEqualTo("failed");
    assertThat(result.url()).isNull();
    assertThat(error.blame()).isEqualTo(code.blame().wire());
    assertThat(error.hint()).isEqualTo(code.hint());
    assertThat(error.message()).matches("(?s)tried to .+ but failed because .+");
  }
}
