package ink.ml.dp.devstack.clean;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.devstack.instance.Instance;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunningInstancesTest {
  private final Instance own = Instance.of(Path.of("/checkouts/mine"));

  private List<String> stops(String id, Path root) {
    return new RunningInstances(own.named("whatever"), Map.of(id, root)).stops(true);
  }

  @Test
  void eachOfThisCheckoutsHasItsCommand() {
    assertThat(stops(own.id(), own.root())).containsExactly("./dev down");
    assertThat(stops(own.id() + "-full", own.root())).containsExactly("./dev down --full");
    assertThat(stops(own.id() + "-tests", Path.of("")))
        .containsExactly("./dev down --instance tests");
  }

  @Test
  void anotherCheckoutIsNamedByItsPathOrItsContainers() {
    assertThat(stops("abc123", Path.of("/checkouts/other")))
        .containsExactly("cd /checkouts/other && ./dev down");
    assertThat(stops("abc123-tests", Path.of("")))
        .containsExactly(
            "./dev down --instance tests in the checkout whose containers are"
                + " dp-devstack-abc123-tests-*");
  }

  @Test
  void otherCheckoutsCountOnlyWhereTheirDataIsMeant() {
    RunningInstances running =
        new RunningInstances(own, Map.of(own.id(), own.root(), "abc123", Path.of("/other")));
    assertThat(running.stops(false)).containsExactly("./dev down");
    assertThat(running.stops(true)).hasSize(2);
  }
}
