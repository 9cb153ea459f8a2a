package ink.ml.dp.devstack.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostResolversTest {
  @Test
  void findsWhomDockerAsksFromInsideAContainer() {
    assertThat(
            HostResolvers.in(
                List.of(
                    "# nameserver 10.0.0.1",
                    "search example.org",
                    "nameserver 192.168.1.1",
                    "  nameserver\t10.255.255.53 ",
                    "nameserver 127.0.0.53",
                    "nameserver fe80::1",
                    "nameserver 192.168.1.1")))
        .isEqualTo("192.168.1.1 10.255.255.53");
  }

  @Test
  void findsNoneWhereThereIsNone() {
    assertThat(HostResolvers.in(List.of("options ndots:0"))).isEmpty();
  }
}
