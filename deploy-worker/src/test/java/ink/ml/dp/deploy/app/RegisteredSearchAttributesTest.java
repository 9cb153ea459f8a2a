package ink.ml.dp.deploy.app;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.runtime.temporal.TemporalConnection;
import ink.ml.dp.runtime.temporal.TemporalSettings;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RegisteredSearchAttributesTest {
  @Test
  void theyAreAskedForWithTheApiKey() {
    TemporalConnection connection =
        new TemporalConnection(
            new TemporalSettings(
                "127.0.0.1:1",
                "default",
                Optional.empty(),
                Optional.empty(),
                Optional.of("a-key")));
    try {
      var options =
          RegisteredSearchAttributes.options(connection.client().getWorkflowServiceStubs());

      assertThat(options.getGrpcMetadataProviders())
          .flatExtracting(provider -> provider.getMetadata().keys())
          .contains("authorization");
    } finally {
      connection.close();
    }
  }
}
