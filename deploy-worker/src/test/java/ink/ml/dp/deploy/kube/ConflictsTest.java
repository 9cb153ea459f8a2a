package ink.ml.dp.deploy.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ConflictsTest {
  private final AtomicInteger attempts = new AtomicInteger();

  @Test
  void triesUntilItIsDone() {
    String done =
        Conflicts.retry(
            new Action("write it"),
            () -> attempts.incrementAndGet() < 3 ? Optional.empty() : Optional.of("written"));

    assertThat(done).isEqualTo("written");
    assertThat(attempts).hasValue(3);
  }

  @Test
  void givesUpAndSaysAfterHowMany() {
    assertThatThrownBy(() -> Conflicts.retry(new Action("write it"), this::never))
        .isInstanceOfSatisfying(
            DeployException.class,
            e -> assertThat(e.code()).isEqualTo(FailureCode.KUBERNETES_UNAVAILABLE))
        .hasMessage(
            "tried to write it but failed because it kept changing; gave up after 40 attempts");
    assertThat(attempts).hasValue(40);
  }

  @Test
  void stopsWithTheWorker() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> Conflicts.retry(new Action("write it"), this::never))
        .hasMessageEndingWith("the worker is being stopped");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(attempts).hasValue(1);
  }

  private Optional<String> never() {
    attempts.incrementAndGet();
    return Optional.empty();
  }
}
