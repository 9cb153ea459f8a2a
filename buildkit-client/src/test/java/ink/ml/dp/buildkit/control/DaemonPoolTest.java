package ink.ml.dp.buildkit.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.buildkit.BuildKitAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which daemon an app goes to. */
class DaemonPoolTest {
  private static final List<BuildKitAddress> THREE =
      BuildKitAddress.parseList("tcp://a:1234, tcp://b:1234,unix:///run/c.sock");

  @Test
  void readsAddresses() {
    assertThat(THREE)
        .containsExactly(
            new BuildKitAddress.Tcp("a", 1234),
            new BuildKitAddress.Tcp("b", 1234),
            new BuildKitAddress.Unix(Path.of("/run/c.sock")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a:1234", "http://a:1234", "tcp://a", "unix://", "tcp:///x", "tcp://a b:1"})
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> BuildKitAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void spreadsAppsAndMovesOnlyThoseOfADaemonThatIsGone() {
    DaemonPool all = new DaemonPool(THREE);
    DaemonPool fewer = new DaemonPool(THREE.subList(0, 2));
    int[] counts = new int[3];
    IntStream.range(0, 3000)
        .mapToObj(i -> "tenant/project/app" + i)
        .forEach(
            app -> {
              BuildKitAddress chosen = all.forApp(app);
              counts[THREE.indexOf(chosen)]++;
              if (!chosen.equals(THREE.get(2))) {
                assertThat(fewer.forApp(app)).isEqualTo(chosen);
              }
            });
    assertThat(IntStream.of(counts)).allMatch(count -> count > 850 && count < 1150);
  }
}
