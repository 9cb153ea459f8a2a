package ink.ml.dp.deploy.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rollouts that take their time are waited for beside everything else. */
@Timeout(300)
final class SlowRolloutsTest {
  /** More than the queue of all other work has slots for. */
  private static final int ROLLOUTS = Integer.getInteger("slow.rollouts", 30);

  @Test
  void slowRolloutsDelayNoClaimApplyOrDelete() throws Exception {
    try (WorkflowFixture workflows = new WorkflowFixture(false)) {
      Script script = workflows.script;
      script.findImage();
      script.takes("rollout", Duration.ofMinutes(10));
      for (int i = 1; i <= ROLLOUTS; i++) {
        workflows.sendTo("slow-" + i, Requests.createOf("slow-" + i, i));
      }
      for (int i = 1; i <= ROLLOUTS; i++) {
        script.awaitStart("rollout", i);
      }

      long begun = System.nanoTime();
      workflows.sendTo("next", Requests.createOf("next", 1001));
      script.awaitStart("rollout", 1001);
      assertThat(since(begun)).as("claimed and applied").isLessThan(Duration.ofSeconds(3));

      long asked = System.nanoTime();
      assertThat(
              WorkflowFixture.result(
                      workflows.sendTo("other", Requests.deleteOf("other", 1002, "other")))
                  .status())
          .isEqualTo("deleted");
      assertThat(since(asked)).as("deleted").isLessThan(Duration.ofSeconds(3));
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
