package ink.ml.dp.devstack.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.devstack.instance.PlatformException;
import org.junit.jupiter.api.Test;

class MemoryTest {
  @Test
  void tooLittleIsToldBeforeAnythingIsStarted() {
    assertThatThrownBy(() -> Memory.need(3900, false))
        .isInstanceOfSatisfying(
            PlatformException.class,
            e -> assertThat(e.next()).endsWith("DEVSTACK_ANYWAY=1 ./dev up"))
        .hasMessageEndingWith("there are 3900 MiB of memory, and it needs 6144");
  }

  @Test
  void enoughIsEnoughAndWhoKnowsBetterCanTry() {
    assertThatCode(() -> Memory.need(6144, false)).doesNotThrowAnyException();
    assertThatCode(() -> Memory.need(3900, true)).doesNotThrowAnyException();
  }
}
