package ink.ml.dp.registrygc.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;

/**
 * One JSON object per line: {@code time}, {@code run}, {@code action}, {@code kind}, and what is
 * known of {@code repository}, {@code name}, {@code digest}, {@code size}, {@code rule} and {@code
 * reason}.
 */
public final class JsonLinesAudit implements AuditLog, AutoCloseable {
  private final JsonGenerator json;
  private final String run;
  private final Clock clock;
  private boolean any;
  private boolean failed;
  private long millis = Long.MIN_VALUE;
  private String time = "";

  /**
   * @param out is flushed at the end, and not closed
   */
  public JsonLinesAudit(OutputStream out, String run, Clock clock) {
    this.run = run;
    this.clock = clock;
    try {
      json =
          new JsonFactory()
              .createGenerator(out)
              .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
              .setPrettyPrinter(new MinimalPrettyPrinter("\n"));
    } catch (IOException e) {
      throw new AuditException(e);
    }
  }

  @Override
  public synchronized void note(AuditEntry entry) {
    if (failed) {
      return;
    }
    any = true;
    try {
      json.writeStartObject();
      json.writeStringField("time", time());
      json.writeStringField("run", run);
      json.writeStringField("action", word(entry.action()));
      json.writeStringField("kind", entry.kind());
      text("repository", entry.repository());
      text("name", entry.name());
      text("digest", entry.digest());
      if (entry.size() >= 0) {
        json.writeNumberField("size", entry.size());
      }
      text("rule", entry.rule());
      text("reason", entry.reason());
      json.writeEndObject();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public synchronized void flush() {
    try {
      if (!failed) {
        json.flush();
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private AuditException failure(IOException cause) {
    failed = true;
    return new AuditException(cause);
  }

  @Override
  public synchronized void close() {
    if (failed) {
      return;
    }
    try {
      if (any) {
        json.writeRaw('\n');
      }
      json.close();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Now, to the millisecond; many entries share one, and writing it takes longer than the rest. */
  private String time() {
    long now = clock.millis();
    if (now != millis) {
      millis = now;
      time = Instant.ofEpochMilli(now).toString();
    }
    return time;
  }

  private void text(String field, String value) throws IOException {
    if (!value.isEmpty()) {
      json.writeStringField(field, value);
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
