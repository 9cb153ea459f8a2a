package ink.ml.dp.deploy.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the workflows' code against histories of runs that earlier versions of it made. With {@code
 * -Drecord.histories=true} those that are missing are recorded; one that is there is only ever
 * deleted by hand, when no run of its version can be open any more.
 */
@Timeout(120)
final class ReplayTest {
  private static final Path HISTORIES = Path.of("src/test/resources/histories");

  @ParameterizedTest
  @MethodSource("histories")
  void takesTheSameStepsAgain(String name) throws Exception {
    String json = Files.readString(file(name));
    try (TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance()) {
      Worker worker = environment.newWorker("replay");
      // What this worker finds registered is not what the run began with.
      ServiceWorkflows.register(worker, WorkflowSettings.of(Set.of()));
      WorkflowReplayer.replayWorkflowExecution(WorkflowExecutionHistory.fromJson(json), worker);
    }
  }

  @Test
  void everyCaseIsRecorded() throws Exception {
    for (Map.Entry<String, Recordings.Case> one : Recordings.all().entrySet()) {
      if (Boolean.getBoolean("record.histories") && !Files.exists(file(one.getKey()))) {
        Files.createDirectories(Objects.requireNonNull(file(one.getKey()).getParent()));
        Files.writeString(file(one.getKey()), Recordings.record(one.getValue()) + "\n");
      }
    }
    assertThat(histories().collect(Collectors.toSet())).containsAll(Recordings.all().keySet());
  }

  static Stream<String> histories() throws IOException {
    try (Stream<Path> files = Files.walk(HISTORIES)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .map(file -> HISTORIES.relativize(file).toString().replaceFirst("\\.json$", ""))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static Path file(String name) {
    return HISTORIES.resolve(name + ".json");
  }
}
