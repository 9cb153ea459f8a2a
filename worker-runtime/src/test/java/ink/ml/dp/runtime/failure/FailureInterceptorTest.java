package ink.ml.dp.runtime.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.Port;
import ink.ml.dp.model.result.ServiceError;
import ink.ml.dp.runtime.redact.Redactor;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestActivityEnvironment;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.worker.WorkerFactoryOptions;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FailureInterceptorTest {
  /** An activity that does what a test says. */
  @ActivityInterface
  public interface Scripted {
    @ActivityMethod
    String run();
  }

  private final Redactor redactor = new Redactor();
  private final TestActivityEnvironment environment =
      TestActivityEnvironment.newInstance(
          TestEnvironmentOptions.newBuilder()
              .setWorkerFactoryOptions(
                  WorkerFactoryOptions.newBuilder()
                      .setWorkerInterceptors(new FailureInterceptor(redactor))
                      .build())
              .build());

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void aTenantsFaultIsBenignFinalAndHasItsDetails() {
    ApplicationFailure failure =
        failureOf(
            () -> {
              throw new Action("build a/b")
                  .failed(FailureCode.BUILD_STEP_FAILED, "make ended with 2")
                  .withLogTail(List.of("last line"));
            });
    assertThat(failure.getType()).isEqualTo("BUILD_STEP_FAILED");
    assertThat(failure.getOriginalMessage())
        .isEqualTo("tried to build a/b but failed because make ended with 2");
    assertThat(failure.isNonRetryable()).isTrue();
    assertThat(failure.getCategory()).isEqualTo(ApplicationErrorCategory.BENIGN);
    ServiceError error = failure.getDetails().get(ServiceError.class);
    assertThat(error.code()).isEqualTo("BUILD_STEP_FAILED");
    assertThat(error.blame()).isEqualTo("user");
    assertThat(error.logTail()).containsExactly("last line");
  }

  @Test
  void aPassingTroubleOfThePlatformMayBeTriedAgain() {
    ApplicationFailure failure =
        failureOf(
            () -> {
              throw new Action("push").failed(FailureCode.REGISTRY_UNAVAILABLE, "it is down");
            });
    assertThat(failure.isNonRetryable()).isFalse();
    assertThat(failure.getCategory()).isNotEqualTo(ApplicationErrorCategory.BENIGN);
  }

  @Test
  void aValueThatBreaksItsRuleIsTheRequestsFault() {
    ApplicationFailure failure = failureOf(() -> String.valueOf(new Port(70_000)));
    assertThat(failure.getType()).isEqualTo("INVALID_REQUEST");
    assertThat(failure.getOriginalMessage())
        .startsWith("tried to read what Run was given but failed because a value must be")
        .doesNotContain("70");
    assertThat(failure.isNonRetryable()).isTrue();
  }

  @Test
  void whatNobodyForesawIsInternalAndKeepsItsMessageToItself() {
    ApplicationFailure failure =
        failureOf(
            () -> {
              throw new IllegalStateException("password=hunter2hunter2");
            });
    assertThat(failure.getType()).isEqualTo("INTERNAL");
    assertThat(failure.getOriginalMessage())
        .isEqualTo("tried to run Run but failed because of an unexpected IllegalStateException");
    assertThat(failure.isNonRetryable()).isFalse();
    assertThat(failure).hasNoCause();
  }

  @Test
  void secretsAreTakenOutOfMessageAndLog() {
    redactor.hideForever("hunter2hunter2");
    ApplicationFailure failure =
        failureOf(
            () -> {
              throw new Action("start")
                  .failed(FailureCode.CRASH_LOOP, "hunter2hunter2 is bad")
                  .withLogTail(List.of("hunter2hunter2"));
            });
    assertThat(failure.getOriginalMessage()).doesNotContain("hunter2");
    assertThat(failure.getDetails().get(ServiceError.class).logTail())
        .containsExactly("[redacted]");
  }

  @Test
  void theSdksOwnExceptionsPass() {
    ActivityFailure failure =
        run(
            () -> {
              throw new CanceledFailure("asked to stop");
            });
    assertThat(failure).hasCauseInstanceOf(CanceledFailure.class);
  }

  private ApplicationFailure failureOf(Supplier<String> script) {
    return (ApplicationFailure) Objects.requireNonNull(run(script).getCause());
  }

  private ActivityFailure run(Supplier<String> script) {
    environment.registerActivitiesImplementations((Scripted) script::get);
    Scripted activity = environment.newActivityStub(Scripted.class);
    return catchThrowableOfType(ActivityFailure.class, activity::run);
  }
}
