package ink.ml.dp.devstack.server;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServersTest {
  @TempDir private Path root = Path.of("");

  @Test
  void everyServerIsListedAfterWhatItNeeds() {
    List<String> before = new ArrayList<>();
    for (ServerDefinition server : Servers.ALL) {
      assertThat(before).containsAll(server.needs()).doesNotContain(server.name());
      before.add(server.name());
    }
  }

  @Test
  void everyServerRunsAnImageOfOurs() throws IOException {
    List<String> images =
        Files.readAllLines(Path.of("images/images.tsv")).stream()
            .map(line -> line.split("\t", -1)[0])
            .toList();

    assertThat(images).containsAll(Servers.ALL.stream().map(ServerDefinition::image).toList());
  }

  @Test
  void addressesNamePublishedPortsOnly() {
    Instance instance = Instance.of(root);
    Ports ports = Ports.of(instance);

    for (ServerDefinition server : Servers.ALL) {
      String address = server.address(instance, ports);
      assertThat(address).doesNotContain("{").isNotEmpty();
    }
    assertThat(Servers.REGISTRY.address(instance, ports))
        .isEqualTo("http://127.0.0.1:" + ports.of("registry"));
    assertThat(Servers.CONTROL_NODE.address(instance, ports))
        .isEqualTo("KUBECONFIG=" + instance.kubeconfig());
  }
}
