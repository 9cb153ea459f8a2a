package ink.ml.dp.builder.image;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.buildkit.BuildFailedException;
import ink.ml.dp.buildkit.BuildFailure;
import ink.ml.dp.buildkit.BuildFailure.StepFailed.Limit;
import ink.ml.dp.model.failure.Blame;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildFailuresTest {
  @Test
  void aCommandThatFailsIsTheTenants() {
    DeployException told =
        BuildFailures.told(
            new BuildFailedException(
                new BuildFailure.StepFailed(
                    "npm ci", 7, Limit.NONE, Optional.empty(), List.of("why"))));
    assertThat(told.code()).isEqualTo(FailureCode.BUILD_STEP_FAILED);
    assertThat(told.code().blame()).isEqualTo(Blame.USER);
    assertThat(told.sentence()).contains("\"npm ci\"").contains("exit code 7");
    assertThat(told.logTail()).containsExactly("why");
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, BUILD_OUT_OF_MEMORY",
    "DISK, BUILD_DISK_EXCEEDED",
    "TIME, BUILD_TIMEOUT",
  })
  void aStepThatWasKilledForALimitHasACodeOfItsOwn(Limit limit, FailureCode code) {
    assertThat(
            BuildFailures.code(
                new BuildFailure.StepFailed("make", 137, limit, Optional.empty(), List.of())))
        .isEqualTo(code);
    assertThat(code.blame()).isEqualTo(Blame.USER);
  }

  @Test
  void whatTheRegistryLostMeanwhileIsPushedAgain() {
    assertThat(BuildFailures.code(new BuildFailure.ImagePartGone("gone")).retryable()).isTrue();
    assertThat(BuildFailures.code(new BuildFailure.DaemonLost("lost")).retryable()).isTrue();
    assertThat(BuildFailures.code(new BuildFailure.RegistryUnavailable("502")).retryable())
        .isTrue();
    assertThat(BuildFailures.code(new BuildFailure.RegistryRejected("403")))
        .isEqualTo(FailureCode.REGISTRY_REJECTED);
  }
}
