package ink.ml.dp.devstack.full;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.devstack.instance.JsonFile;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WorkloadsTest {
  @ParameterizedTest
  @CsvSource({
    // generation, observed, wanted, updated, ready
    "2, 2, 2, 2, 2, true",
    "2, 1, 2, 2, 2, false",
    "2, 2, 2, 1, 2, false",
    "2, 2, 2, 2, 1, false",
  })
  void aDeploymentIsReadyWithAllPodsOfItsNewestTemplate(
      int generation, int observed, int wanted, int updated, int ready, boolean is)
      throws IOException {
    String deployment =
        """
        {"kind": "Deployment", "metadata": {"generation": %d}, "spec": {"replicas": %d},
         "status": {"observedGeneration": %d, "updatedReplicas": %d, "readyReplicas": %d}}
        """
            .formatted(generation, wanted, observed, updated, ready);

    assertThat(Workloads.isReady(JsonFile.JSON.readTree(deployment))).isEqualTo(is);
  }

  @ParameterizedTest
  @CsvSource({"2, 2, 2, true", "2, 1, 2, false", "2, 2, 1, false", "0, 0, 0, false"})
  void aDaemonSetIsReadyOnEveryNodeOfItsOwn(int wanted, int updated, int ready, boolean is)
      throws IOException {
    String set =
        """
        {"kind": "DaemonSet", "metadata": {"generation": 1},
         "status": {"observedGeneration": 1, "desiredNumberScheduled": %d,
                    "updatedNumberScheduled": %d, "numberReady": %d}}
        """
            .formatted(wanted, updated, ready);

    assertThat(Workloads.isReady(JsonFile.JSON.readTree(set))).isEqualTo(is);
  }
}
