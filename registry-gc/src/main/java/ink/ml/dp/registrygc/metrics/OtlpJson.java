package ink.ml.dp.registrygc.metrics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * A run's figures as an {@code ExportMetricsServiceRequest} in OTLP's JSON. The names are those
 * that Prometheus shows: they carry their unit, and the unit of OTLP is left out, because
 * Prometheus would append it again.
 *
 * <p>A figure that the run did not get to is left out, so that a run that was refused does not say
 * that nothing is broken.
 */
final class OtlpJson {
  private static final JsonFactory JSON = new JsonFactory();

  private final JsonGenerator json;
  private final String nanos;

  private OtlpJson(JsonGenerator json, Instant time) {
    this.json = json;
    this.nanos = String.valueOf(time.getEpochSecond() * 1_000_000_000L + time.getNano());
  }

  static byte[] of(RunFigures figures) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeArrayFieldStart("resourceMetrics");
      json.writeStartObject();
      json.writeObjectFieldStart("resource");
      json.writeArrayFieldStart("attributes");
      attribute(json, "service.name", "registry-gc");
      json.writeEndArray();
      json.writeEndObject();
      json.writeArrayFieldStart("scopeMetrics");
      json.writeStartObject();
      json.writeArrayFieldStart("metrics");
      new OtlpJson(json, figures.finishedAt()).figures(figures);
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing into memory", e);
    }
    return out.toByteArray();
  }

  private void figures(RunFigures figures) throws IOException {
    Map<Phase, Duration> durations = figures.durations();
    if (figures.outcome() == Outcome.SUCCESS) {
      single("registry_gc_last_success_timestamp_seconds", seconds(figures.finishedAt()));
    }
    begin("registry_gc_duration_seconds");
    for (Phase phase : Phase.values()) {
      Duration duration = durations.get(phase);
      if (duration != null) {
        point(duration.toNanos() / 1e9, "phase", phase.name());
      }
    }
    end();
    if (durations.containsKey(Phase.SNAPSHOT)) {
      single("registry_gc_conservative_repos", figures.conservativeRepositories());
    }
    if (durations.containsKey(Phase.TRASH)) {
      begin("registry_gc_bytes");
      point(figures.liveBytes(), "state", "live");
      point(figures.trashedBytes(), "state", "trashed");
      point(figures.purgedBytes(), "state", "purged");
      point(figures.restoredBytes(), "state", "restored");
      end();
    }
    if (figures.restoredObjects() > 0 || durations.containsKey(Phase.RECONCILE)) {
      single("registry_gc_restored_objects", figures.restoredObjects());
    }
    if (figures.brokenReferences() > 0 || durations.containsKey(Phase.VERIFY)) {
      single("registry_gc_broken_refs", figures.brokenReferences());
      single("registry_gc_known_broken_refs", figures.knownBrokenReferences());
    }
  }

  private static double seconds(Instant time) {
    return time.getEpochSecond() + time.getNano() / 1e9;
  }

  private void single(String name, double value) throws IOException {
    begin(name);
    point(value, "", "");
    end();
  }

  private void begin(String name) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeObjectFieldStart("gauge");
    json.writeArrayFieldStart("dataPoints");
  }

  private void end() throws IOException {
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private void point(double value, String label, String text) throws IOException {
    json.writeStartObject();
    // 64-bit integers are strings in protobuf's JSON.
    json.writeStringField("timeUnixNano", nanos);
    json.writeNumberField("asDouble", value);
    if (!label.isEmpty()) {
      json.writeArrayFieldStart("attributes");
      attribute(json, label, text.toLowerCase(Locale.ROOT));
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void attribute(JsonGenerator json, String key, String value) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", key);
    json.writeObjectFieldStart("value");
    json.writeStringField("stringValue", value);
    json.writeEndObject();
    json.writeEndObject();
  }
}
