package ink.ml.dp.registrygc.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import ink.ml.dp.registrygc.digest.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

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
      subject(entry.subject());
      if (entry.size().isPresent()) {
        json.writeNumberField("size", entry.size().getAsLong());
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

  private void subject(Subject subject) throws IOException {
    switch (subject) {
      case Subject.Tag(String repository, String name, Optional<Digest> manifest) ->
          subject("tag", Optional.of(repository), Optional.of(name), manifest);
      case Subject.Manifest(String repository, Digest digest) ->
          subject("manifest", Optional.of(repository), Optional.empty(), Optional.of(digest));
      case Subject.Layer(String repository, Digest digest) ->
          subject("layer", Optional.of(repository), Optional.empty(), Optional.of(digest));
      case Subject.Upload(String repository, String id) ->
          subject("upload", Optional.of(repository), Optional.of(id), Optional.empty());
      case Subject.Blob(Digest digest) ->
          subject("blob", Optional.empty(), Optional.empty(), Optional.of(digest));
      case Subject.Reference(Optional<String> repository, String name) ->
          subject("reference", repository, Optional.of(name), Optional.empty());
      case Subject.Directory(String path) ->
          subject("directory", Optional.empty(), Optional.of(path), Optional.empty());
      case Subject.Trash(String run) ->
          subject("trash", Optional.empty(), Optional.of(run), Optional.empty());
      case Subject.Repositories() ->
          subject("repository", Optional.empty(), Optional.empty(), Optional.empty());
      case Subject.Brake() ->
          subject("brake", Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  private void subject(
      String kind, Optional<String> repository, Optional<String> name, Optional<Digest> digest)
      throws IOException {
    json.writeStringField("kind", kind);
    text("repository", repository);
    text("name", name);
    if (digest.isPresent()) {
      json.writeStringField("digest", digest.get().toString());
    }
  }

  private void text(String field, Optional<String> value) throws IOException {
    if (value.isPresent()) {
      json.writeStringField(field, value.get());
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
