package ink.ml.dp.buildkit.failure;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.buildkit.BuildFailedException;
import ink.ml.dp.buildkit.BuildFailure;
import ink.ml.dp.buildkit.progress.ProgressTracker;
import io.grpc.Status.Code;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a push that failed means; the texts are BuildKit's and containerd's. */
class PushFailureTest {
  private static final String IMAGE =
      "registry:5000/dp-acme-default/web:4019403f7c3a8bb3f6c5b6f3d0e1a2b3c4d5e6f7";
  private static final String FAILED = "failed to solve: failed to push " + IMAGE + ": ";
  private static final String PUT =
      "unexpected status from PUT request to http://registry:5000/v2/dp-acme-default/web/manifests/";

  @ParameterizedTest
  @ValueSource(
      strings = {
        PUT + "4019403f7c3a8bb3f6c5b6f3d0e1a2b3c4d5e6f7: 400 Bad Request",
        PUT + "sha256:0b3c: 404 Not Found",
        "server message: MANIFEST_BLOB_UNKNOWN: blob unknown to registry"
      })
  void isTriedAgainWhenTheRegistryRemovedAPartMeanwhile(String text) {
    BuildFailedException failure = classify(FAILED + text);
    assertThat(failure.failure()).isInstanceOf(BuildFailure.ImagePartGone.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        PUT + "4019403f7c3a8bb3f6c5b6f3d0e1a2b3c4d5e6f7: 403 Forbidden",
        "failed to authorize: 401 Unauthorized",
        "push access denied"
      })
  void isGivenUpWhenTheRegistryRefuses(String text) {
    assertThat(classify(FAILED + text).failure()).isInstanceOf(BuildFailure.RegistryRejected.class);
  }

  @Test
  void isNotTakenForARefusalBecauseOfTheCommitsDigits() {
    BuildFailedException failure = classify(FAILED + PUT + "4019403f: 502 Bad Gateway");
    assertThat(failure.failure()).isInstanceOf(BuildFailure.RegistryUnavailable.class);
  }

  private static BuildFailedException classify(String text) {
    FailureEvidence evidence = new FailureEvidence(false, false, Code.UNKNOWN, text, List.of());
    return new BuildFailedException(
        FailureClassifier.classify(evidence, new ProgressTracker(event -> {})));
  }
}
