package ink.ml.dp.devstack.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
  /** Enough for a few equal ones if each instance chose without a look at the other. */
  private static final int MANY = 700;

  @TempDir private Path root;

  @Test
  void noneIsOneThatTheKernelGivesToAConnection() {
    Ports ports = Ports.of(Instance.of(root).named("a"));
    assertThat(IntStream.range(0, 50).map(i -> ports.of("port-" + i)))
        .allMatch(port -> port < FreePort.firstEphemeral())
        .anyMatch(port -> port > 11_000);
  }

  @Test
  void instancesOfACheckoutNeverChooseTheSame() {
    Instance first = Instance.of(root);
    List<Ports> instances =
        List.of(Ports.of(first), Ports.of(first.named("a")), Ports.of(first.named("b")));
    Stream<Integer> chosen =
        IntStream.range(0, MANY)
            .boxed()
            .flatMap(i -> instances.stream().map(ports -> ports.of("port-" + i)));
    assertThat(chosen).doesNotHaveDuplicates();
  }

  @Test
  void aPortIsKeptUntilSomebodyElseHasItAtAnyAddress() throws IOException {
    Instance instance = Instance.of(root).named("a");
    int kept = Ports.of(instance).of("server");
    assertThat(Ports.of(instance).free("server")).isEqualTo(kept);
    try (ServerSocket _ = new ServerSocket(kept, 1, InetAddress.getByName("127.0.0.2"))) {
      int other = Ports.of(instance).free("server");
      assertThat(other).isNotEqualTo(kept);
      assertThat(Ports.of(instance).of("server")).isEqualTo(other);
    }
  }

  @Test
  void thePortThatPeopleExpectIsTakenAgainWhenItIsFree() throws IOException {
    Instance instance = Instance.of(root);
    // Whoever has it already keeps it as well as this test does.
    try (ServerSocket taken = new ServerSocket()) {
      if (FreePort.isFree(Ports.FIRST_APPS_PORT)) {
        taken.bind(new InetSocketAddress(Ports.FIRST_APPS_PORT));
      }
      int other = Ports.of(instance).free(Ports.APPS);
      assertThat(other).isNotEqualTo(Ports.FIRST_APPS_PORT);
      assertThat(Ports.of(instance).unexpectedApps()).contains(other);
      assertThat(Ports.of(instance).free(Ports.APPS)).isEqualTo(other);
    }
    assumeThat(FreePort.isFree(Ports.FIRST_APPS_PORT)).isTrue();
    assertThat(Ports.of(instance).free(Ports.APPS)).isEqualTo(Ports.FIRST_APPS_PORT);
    assertThat(Ports.of(instance).unexpectedApps()).isEmpty();
  }
}
