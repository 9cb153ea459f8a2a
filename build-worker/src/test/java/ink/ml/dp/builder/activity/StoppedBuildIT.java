package ink.ml.dp.builder.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ink.ml.dp.builder.testing.ActivityRig;
import ink.ml.dp.model.activity.ClonedRepo;
import ink.ml.dp.model.failure.FailureCode;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Builds that would take ten minutes end as soon as nobody wants them, or their time is over. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class StoppedBuildIT {
  private static final Map<String, String> SLEEPS =
      Map.of("Dockerfile", "FROM debian:12\nRUN echo asleep && sleep 600\n");

  @TempDir private Path directory;

  @Test
  void endsWhenCancelled() {
    try (ActivityRig rig = new ActivityRig(directory)) {
      ClonedRepo repo = rig.cloneCommit(SLEEPS);
      CompletableFuture<?> cancel =
          CompletableFuture.runAsync(rig::cancelOnceAsleep, Thread::startVirtualThread);
      CanceledFailure stopped =
          catchThrowableOfType(CanceledFailure.class, () -> rig.build(repo, "dockerfile"));
      cancel.join();
      assertThat(stopped).as("the build must end as cancelled").isNotNull();
      rig.cleanUp(repo);
      rig.awaitNoCheckouts();
    }
  }

  @Test
  void endsWhenItTakesTooLong() {
    try (ActivityRig rig = new ActivityRig(directory, Duration.ofSeconds(8))) {
      ClonedRepo repo = rig.cloneCommit(SLEEPS);
      ActivityFailure failure =
          catchThrowableOfType(ActivityFailure.class, () -> rig.build(repo, "dockerfile"));
      assertThat(failure.getCause())
          .isInstanceOfSatisfying(
              ApplicationFailure.class,
              f -> assertThat(f.getType()).isEqualTo(FailureCode.BUILD_TIMEOUT.wire()));
    }
  }
}
