package ink.ml.dp.registrygc.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import ink.ml.dp.model.setting.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What arrives at a collector, which is a fake one. */
class OtlpMetricsTest {
  private static final Instant END = Instant.parse("2026-11-25T04:00:07.250Z");

  private record Push(String target, String type, String body) {}

  private final List<Push> pushes = new CopyOnWriteArrayList<>();
  private final List<String> log = new ArrayList<>();
  private volatile int status = 200;
  private HttpServer collector;

  @BeforeEach
  void start() throws IOException {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/",
        exchange -> {
          pushes.add(
              new Push(
                  exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                  String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    collector.start();
  }

  @AfterEach
  void stop() {
    collector.stop(0);
  }

  @Test
  void pushesTheFiguresOfASuccess() throws IOException {
    sink("OTEL_EXPORTER_OTLP_ENDPOINT", "/api/v1/otlp/").report(figures(Outcome.SUCCESS, true));
    assertThat(pushes).hasSize(1);
    assertThat(pushes.getFirst().target()).isEqualTo("POST /api/v1/otlp/v1/metrics");
    assertThat(pushes.getFirst().type()).isEqualTo("application/json");
    assertThat(points(pushes.getFirst().body()))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("registry_gc_last_success_timestamp_seconds", 1795579207.25),
                Map.entry("registry_gc_duration_seconds{phase=snapshot}", 1.5),
                Map.entry("registry_gc_duration_seconds{phase=trash}", 0.25),
                Map.entry("registry_gc_duration_seconds{phase=reconcile}", 60.0),
                Map.entry("registry_gc_duration_seconds{phase=verify}", 2.0),
                Map.entry("registry_gc_bytes{state=live}", 1000.0),
                Map.entry("registry_gc_bytes{state=trashed}", 200.0),
                Map.entry("registry_gc_bytes{state=purged}", 30.0),
                Map.entry("registry_gc_bytes{state=restored}", 4.0),
                Map.entry("registry_gc_restored_objects", 5.0),
                Map.entry("registry_gc_conservative_repos", 6.0),
                Map.entry("registry_gc_broken_refs", 0.0),
                Map.entry("registry_gc_known_broken_refs", 7.0)));
    assertThat(log).isEmpty();
  }

  @Test
  void saysNothingAboutWhatARefusedRunDidNotLookAt() throws IOException {
    sink("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "/own").report(figures(Outcome.REFUSED, false));
    assertThat(pushes.getFirst().target()).isEqualTo("POST /own");
    assertThat(points(pushes.getFirst().body()))
        .containsOnlyKeys(
            "registry_gc_duration_seconds{phase=snapshot}", "registry_gc_conservative_repos");
  }

  @ParameterizedTest
  @CsvSource({"400, it answered 400", "503, it answered 503", "302, it answered 302"})
  void logsAPushThatIsRefused(int code, String because) {
    status = code;
    sink("OTEL_EXPORTER_OTLP_ENDPOINT", "").report(figures(Outcome.SUCCESS, true));
    assertThat(log).singleElement().asString().contains("tried to push metrics").contains(because);
  }

  @Test
  void logsAPushThatReachesNobody() {
    MetricsSink sink = sink("OTEL_EXPORTER_OTLP_ENDPOINT", "");
    collector.stop(0);
    sink.report(figures(Outcome.SUCCESS, true));
    assertThat(log).singleElement().asString().contains("cannot be reached");
  }

  @Test
  void isOffUnlessAnEndpointIsConfigured() {
    MetricsSink sink = OtlpMetrics.read(new Settings(Map.<String, String>of()::get), log::add);
    assertThat(sink).isSameAs(MetricsSink.NONE);
    assertThat(log).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"prometheus:9090", "ftp://prometheus", "http://pro metheus"})
  void isOffWithAnEndpointThatIsNone(String endpoint) {
    Map<String, String> environment = Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
    assertThat(OtlpMetrics.read(new Settings(environment::get), log::add))
        .isSameAs(MetricsSink.NONE);
    assertThat(log).singleElement().asString().contains("not pushed");
  }

  private MetricsSink sink(String variable, String path) {
    String url = "http://127.0.0.1:" + collector.getAddress().getPort() + path;
    return OtlpMetrics.read(new Settings(Map.of(variable, url)::get), log::add);
  }

  private static RunFigures figures(Outcome outcome, boolean whole) {
    Map<Phase, Duration> durations =
        whole
            ? Map.of(
                Phase.SNAPSHOT, Duration.ofMillis(1500),
                Phase.TRASH, Duration.ofMillis(250),
                Phase.RECONCILE, Duration.ofSeconds(60),
                Phase.VERIFY, Duration.ofSeconds(2))
            : Map.of(Phase.SNAPSHOT, Duration.ofMillis(1500));
    return whole
        ? new RunFigures(outcome, END, durations, 1000, 200, 30, 4, 5, 6, 0, 7)
        : new RunFigures(outcome, END, durations, 0, 0, 0, 0, 0, 1, 0, 0);
  }

  /** Name and label, and the value; also that every point is of the run's end. */
  private static Map<String, Double> points(String body) throws IOException {
    JsonNode resource = new ObjectMapper().readTree(body).at("/resourceMetrics/0");
    assertThat(resource.at("/resource/attributes/0/value/stringValue").asText())
        .isEqualTo("registry-gc");
    Map<String, Double> points = new TreeMap<>();
    for (JsonNode metric : resource.at("/scopeMetrics/0/metrics")) {
      for (JsonNode point : metric.at("/gauge/dataPoints")) {
        assertThat(point.get("timeUnixNano").textValue()).isEqualTo("1795579207250000000");
        JsonNode label = point.path("attributes").path(0);
        String suffix =
            label.isMissingNode()
                ? ""
                : "{%s=%s}"
                    .formatted(label.get("key").asText(), label.at("/value/stringValue").asText());
        points.put(metric.get("name").asText() + suffix, point.get("asDouble").asDouble());
      }
    }
    return points;
  }
}
