package ink.ml.dp.devstack.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.devstack.server.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class StartOrderTest {
  private final List<String> done = Collections.synchronizedList(new ArrayList<>());

  @Test
  void doesWhatIsNeededFirst() {
    StartOrder.run(
        List.of(
            step("a", Part.REGISTRY),
            step("b", Part.BUILDKIT, "a"),
            step("c", Part.BUILD_WORKER, "b", "a")),
        EnumSet.allOf(Part.class));

    assertThat(done).containsExactly("a", "b", "c");
  }

  @Test
  void waitsThroughWhatIsNotAskedFor() {
    StartOrder.run(
        List.of(
            step("a", Part.REGISTRY),
            step("b", Part.BUILDKIT, "a"),
            step("c", Part.BUILD_WORKER, "b")),
        Set.of(Part.REGISTRY, Part.BUILD_WORKER));

    assertThat(done).containsExactly("a", "c");
  }

  @Test
  void whatNeedsAFailureIsNotBegunAndTheRestIsDone() {
    StartStep broken =
        new StartStep(
            "broken",
            Part.REGISTRY,
            List.of(),
            () -> {
              throw new IllegalStateException("no disk");
            });
    List<StartStep> steps =
        List.of(broken, step("after", Part.BUILDKIT, "broken"), step("other", Part.TEMPORAL));

    assertThatThrownBy(() -> StartOrder.run(steps, EnumSet.allOf(Part.class)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no disk");
    assertThat(done).containsExactly("other");
  }

  @Test
  void aStepThatNeedsALaterOneIsAMistake() {
    List<StartStep> steps = List.of(step("a", Part.REGISTRY, "b"), step("b", Part.REGISTRY));

    assertThatThrownBy(() -> StartOrder.run(steps, Set.of(Part.REGISTRY)))
        .hasMessage("a needs b, which is not listed before it");
  }

  private StartStep step(String name, Part part, String... needs) {
    return new StartStep(name, part, List.of(needs), () -> done.add(name));
  }
}
