package ink.ml.dp.registrygc.metrics;

import ink.ml.dp.model.setting.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Pushes the figures as OTLP/HTTP in JSON, which Prometheus' own receiver takes. The job is gone
 * before anybody could scrape it.
 */
public final class OtlpMetrics implements MetricsSink {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final URI metrics;
  private final Consumer<String> log;

  /**
   * @param metrics where metrics are posted to
   * @param log told in one line when they could not be
   */
  public OtlpMetrics(URI metrics, Consumer<String> log) {
    this.metrics = metrics;
    this.log = log;
  }

  /**
   * The sink that the environment asks for, by the names of the OpenTelemetry specification: {@code
   * OTEL_EXPORTER_OTLP_METRICS_ENDPOINT} as it is, or {@code OTEL_EXPORTER_OTLP_ENDPOINT} with
   * {@code /v1/metrics} behind it. Without either, or with one that is no URL, nothing is pushed.
   */
  public static MetricsSink read(Settings settings, Consumer<String> log) {
    String own =
        settings
            .text("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "the URL that metrics are pushed to")
            .orElse("");
    String base =
        settings
            .text(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "the URL before `/v1/metrics`, to which metrics are pushed otherwise")
            .orElse("");
    if (own.isEmpty() && base.isEmpty()) {
      return NONE;
    }
    String url = own.isEmpty() ? base.replaceFirst("/+$", "") + "/v1/metrics" : own;
    try {
      URI uri = URI.create(url);
      HttpRequest.newBuilder(uri);
      return new OtlpMetrics(uri, log);
    } catch (IllegalArgumentException e) {
      log.accept("metrics are not pushed: the OTLP endpoint is not an http or https URL");
      return NONE;
    }
  }

  @Override
  public void report(RunFigures figures) {
    HttpRequest request =
        HttpRequest.newBuilder(metrics)
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(OtlpJson.of(figures)))
            .build();
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build()) {
      HttpResponse<Void> response = http.send(request, HttpResponse.BodyHandlers.discarding());
      if (response.statusCode() / 100 != 2) {
        failed("it answered " + response.statusCode());
      }
    } catch (IOException e) {
      failed("it cannot be reached (" + e.getClass().getSimpleName() + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed("the job is being stopped");
    }
  }

  private void failed(String because) {
    log.accept(
        "tried to push metrics to %s but failed because %s"
            .formatted(metrics.getAuthority(), because));
  }
}
