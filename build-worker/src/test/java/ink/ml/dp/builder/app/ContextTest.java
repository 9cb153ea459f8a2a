package ink.ml.dp.builder.app;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.model.activity.BuildActivities;
import ink.ml.dp.model.activity.TaskQueues;
import ink.ml.dp.model.setting.Description;
import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.runtime.temporal.QueueWorker;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The process' beans, as they are wired when it starts; no server is there. */
@MicronautTest(startApplication = false, environments = "context-test")
@Property(name = "grpc.server.port", value = "-1")
final class ContextTest {
  private static final Path DOCUMENT = Path.of("../docs/settings.md");

  @Inject ApplicationContext context;

  @Test
  void everythingIsWired() {
    assertThat(context.getBean(BuildActivities.class)).isNotNull();
    assertThat(context.getBeansOfType(QueueWorker.class))
        .extracting(QueueWorker::taskQueue)
        .hasSize(3)
        .contains(TaskQueues.BUILD);
  }

  @Test
  void everyVariableIsInTheDocument() throws IOException {
    context.getBean(BuildActivities.class);
    assertThat(Files.readString(DOCUMENT))
        .contains(
            "## build-worker\n\n"
                + Description.table(context.getBean(Settings.class).described())
                + "\n");
  }

  /** The environment of a process that has one. */
  @Factory
  @Requires(env = "context-test")
  static final class Environment {
    @Bean
    @Singleton
    @Replaces(Settings.class)
    Settings settings() {
      Path directory = temporary();
      return new Settings(
          Map.of(
                  "BUILDKIT_HOST", "tcp://127.0.0.1:1",
                  "WORKSPACE_DIR", directory.resolve("workspace").toString(),
                  "BUILD_LOG_DIR", directory.resolve("logs").toString(),
                  "TEMPORAL_ADDRESS", "127.0.0.1:1",
                  "REGISTRY_HOST", "registry:5000",
                  "MCP_API_URL", "http://127.0.0.1:1",
                  "MCP_API_TOKEN", "a-token")
              ::get);
    }

    private static Path temporary() {
      try {
        return Files.createTempDirectory("context-test");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
