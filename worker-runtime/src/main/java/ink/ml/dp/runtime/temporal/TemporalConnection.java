package ink.ml.dp.runtime.temporal;

import ink.ml.dp.model.setting.SettingException;
import ink.ml.dp.model.setting.Settings;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.temporal.authorization.AuthorizationGrpcMetadataProvider;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.SimpleSslContextBuilder;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to Temporal. Opening it waits as long as the server is away: a worker may be
 * started first.
 */
@Singleton
public final class TemporalConnection {
  private static final Logger log = LoggerFactory.getLogger(TemporalConnection.class);
  private static final Duration ATTEMPT = Duration.ofSeconds(5);
  private static final long PAUSE_MILLIS = 500;

  private final TemporalSettings settings;
  private final WorkflowServiceStubs stubs;
  private final WorkflowClient client;

  @Inject
  public TemporalConnection(Settings settings) {
    this(TemporalSettings.read(settings));
  }

  public TemporalConnection(TemporalSettings settings) {
    this.settings = settings;
    this.stubs = WorkflowServiceStubs.newServiceStubs(options(settings));
    this.client =
        WorkflowClient.newInstance(
            stubs,
            WorkflowClientOptions.newBuilder()
                .setNamespace(settings.namespace())
                .setDataConverter(WireConverter.create())
                .validateAndBuildWithDefaults());
  }

  public WorkflowClient client() {
    return client;
  }

  /** Returns once the server has answered. Says so when that takes more than one attempt. */
  public void await() throws InterruptedException {
    boolean said = false;
    while (true) {
      try {
        stubs.connect(ATTEMPT);
        return;
      } catch (RuntimeException e) {
        if (!said) {
          log.warn("waiting for Temporal at {}: {}", settings.address(), e.getMessage());
          said = true;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  /** Whether the server answers now. */
  public boolean answers() {
    try {
      stubs.healthCheck();
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  @PreDestroy
  public void close() {
    stubs.shutdown();
    if (!stubs.awaitTermination(2, TimeUnit.SECONDS)) {
      stubs.shutdownNow();
    }
  }

  private static WorkflowServiceStubsOptions options(TemporalSettings settings) {
    WorkflowServiceStubsOptions.Builder builder =
        WorkflowServiceStubsOptions.newBuilder().setTarget(settings.address());
    settings
        .apiKey()
        .ifPresent(
            key ->
                builder
                    .setEnableHttps(true)
                    .addGrpcMetadataProvider(
                        new AuthorizationGrpcMetadataProvider(() -> "Bearer " + key)));
    settings
        .certificate()
        .ifPresent(
            certificate -> builder.setSslContext(tls(certificate, settings.key().orElseThrow())));
    return builder.validateAndBuildWithDefaults();
  }

  private static SslContext tls(String certificate, String key) {
    try {
      return SimpleSslContextBuilder.forPKCS8(stream(certificate), stream(key)).build();
    } catch (SSLException | RuntimeException e) {
      throw new SettingException(
          "TEMPORAL_TLS_CERT", "and TEMPORAL_TLS_KEY are not a PEM certificate and its PKCS#8 key");
    }
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
