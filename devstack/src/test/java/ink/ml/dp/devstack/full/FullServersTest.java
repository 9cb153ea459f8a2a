package ink.ml.dp.devstack.full;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.devstack.server.ServerDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class FullServersTest {
  @Test
  void aNodeOfAnyPoolButTheControlNodesIsTaintedWithIt() {
    for (ServerDefinition node : FullServers.NODES) {
      String pool = String.valueOf(node.environment().get("NODE_LABELS"));
      if (node.isControlPlane()) {
        assertThat(node.environment()).doesNotContainKey("NODE_TAINTS");
      } else {
        assertThat(node.environment()).containsEntry("NODE_TAINTS", pool + ":NoSchedule");
      }
      assertThat(node.environment()).containsEntry("NETWORK_POLICIES", "enforced");
    }
    assertThat(FullServers.NODES).filteredOn(ServerDefinition::isControlPlane).hasSize(1);
  }

  @Test
  void everyImageThatIsGivenToNodesIsOneOfOurs() throws IOException {
    List<String> ours =
        Files.readAllLines(Path.of("images/images.tsv")).stream()
            .map(line -> line.split("\t", -1)[0])
            .toList();
    assertThat(ours)
        .containsAll(Site.SERVERS.stream().map(Site.Placed::image).toList())
        .containsAll(FullServers.ALL.stream().map(ServerDefinition::image).toList());
  }

  @Test
  void everyNodeThatAnImageIsGivenToIsThere() {
    assertThat(FullServers.NODES)
        .containsAll(
            Stream.concat(Site.SERVERS.stream(), Site.PROGRAMS.stream())
                .flatMap(placed -> placed.nodes().stream())
                .toList());
  }
}
