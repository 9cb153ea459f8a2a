package ink.ml.dp.builder.app;

import ink.ml.dp.buildkit.BuildKitClient;
import ink.ml.dp.buildkit.FenceProbe;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** The client of the build daemons. */
@Factory
final class BuildKitBeans {
  @Singleton
  @Bean(preDestroy = "close")
  BuildKitClient buildKit(BuildSettings config) {
    // A builder that cannot show its fence gets no build.
    return BuildKitClient.create(config.buildkit().withFence(FenceProbe.of(config.staticBase())));
  }
}
