package ink.ml.dp.deploy.app;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.deploy.activity.ClusterActivities;
import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.deploy.testing.TestSettings;
import ink.ml.dp.model.activity.TaskQueues;
import ink.ml.dp.model.setting.Description;
import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.runtime.temporal.QueueWorker;
import io.kubernetes.client.openapi.ApiClient;
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
    assertThat(context.getBean(ClusterActivities.class)).isNotNull();
    assertThat(context.getBean(DeploySettings.class).appsDomain()).isEqualTo("example.org");
    assertThat(context.getBeansOfType(QueueWorker.class))
        .extracting(QueueWorker::taskQueue)
        .containsExactlyInAnyOrder(TaskQueues.DEPLOY, TaskQueues.DEPLOY_WAIT);
    assertThat(context.containsBean(ApiClient.class)).isTrue();
  }

  @Test
  void activitiesAreOneObject() {
    assertThat(context.getBean(ClusterActivities.class))
        .isSameAs(context.getBean(ClusterActivities.class));
  }

  @Test
  void everyVariableIsInTheDocument() throws IOException {
    context.getBean(ClusterActivities.class);
    assertThat(Files.readString(DOCUMENT))
        .contains(
            "## deploy-worker\n\n"
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
      return TestSettings.of(
          Map.of(
              "APPS_DOMAIN", "example.org",
              "TEMPORAL_ADDRESS", "127.0.0.1:1",
              "TEMPORAL_NAMESPACE", "default",
              "REGISTRY_HOST", "registry:5000",
              "MCP_API_URL", "http://127.0.0.1:1",
              "MCP_API_TOKEN", "a-token"));
    }
  }
}
