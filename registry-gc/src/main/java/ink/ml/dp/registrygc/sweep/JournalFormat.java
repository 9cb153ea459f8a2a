package ink.ml.dp.registrygc.sweep;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import ink.ml.dp.registrygc.sweep.JournalRecord.Begun;
import ink.ml.dp.registrygc.sweep.JournalRecord.Intent;
import ink.ml.dp.registrygc.sweep.JournalRecord.Purging;
import ink.ml.dp.registrygc.sweep.JournalRecord.Verified;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One JSON array per line: the record's type, then its values. An intent lists kind, repository and
 * name of each object one after the other; a kind or repository equal to the one before is empty
 * text, because a million objects are listed.
 */
final class JournalFormat {
  private static final JsonFactory JSON = new JsonFactory();

  private JournalFormat() {}

  /** The line for a record, with its end. */
  static byte[] write(JournalRecord record) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartArray();
      switch (record) {
        case Begun(String run, Instant at) -> strings(json, "begun", run, at.toString());
        case Intent(List<StoreObject> objects) -> {
          json.writeString("intent");
          write(json, objects);
        }
        case Verified(Instant at, long bytes) ->
            strings(json, "verified", at.toString(), Long.toString(bytes));
        case Purging(Instant at) -> strings(json, "purging", at.toString());
      }
      json.writeEndArray();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot fail", e);
    }
    return line.toByteArray();
  }

  /** The record on a line, or empty when the line is torn. */
  static Optional<JournalRecord> read(String line) {
    try (JsonParser parser = JSON.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        return Optional.empty();
      }
      List<String> values = new ArrayList<>();
      for (JsonToken token = parser.nextToken();
          token != JsonToken.END_ARRAY;
          token = parser.nextToken()) {
        if (token != JsonToken.VALUE_STRING) {
          return Optional.empty();
        }
        values.add(parser.getText());
      }
      return Optional.of(record(values));
    } catch (IOException
        | DateTimeException
        | IllegalArgumentException
        | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static JournalRecord record(List<String> values) {
    return switch (values.get(0)) {
      case "begun" -> new Begun(values.get(1), Instant.parse(values.get(2)));
      case "intent" -> intent(values);
      case "verified" -> new Verified(Instant.parse(values.get(1)), bytes(values));
      case "purging" -> new Purging(Instant.parse(values.get(1)));
      default -> throw new IllegalArgumentException("no such record");
    };
  }

  private static long bytes(List<String> values) {
    return values.size() > 2 ? Long.parseLong(values.get(2)) : Verified.UNKNOWN_BYTES;
  }

  private static void write(JsonGenerator json, List<StoreObject> objects) throws IOException {
    String kind = "";
    String repository = "";
    for (StoreObject object : objects) {
      String home = object.home().orElse("");
      boolean sameKind = object.kind().label().equals(kind);
      boolean sameRepository = sameKind && home.equals(repository);
      kind = object.kind().label();
      repository = home;
      strings(json, sameKind ? "" : kind, sameRepository ? "" : repository, object.name());
    }
  }

  private static Intent intent(List<String> values) {
    List<StoreObject> objects = new ArrayList<>();
    String kind = "";
    String repository = "";
    for (int i = 1; i < values.size(); i += 3) {
      if (!values.get(i).isEmpty()) {
        kind = values.get(i);
        repository = "";
      }
      if (!values.get(i + 1).isEmpty()) {
        repository = values.get(i + 1);
      }
      objects.add(
          StoreObject.of(ObjectKind.ofLabel(kind), repository, values.get(i + 2))
              .orElseThrow(() -> new IllegalArgumentException("no such object")));
    }
    return new Intent(objects);
  }

  private static void strings(JsonGenerator json, String... values) throws IOException {
    for (String value : values) {
      json.writeString(value);
    }
  }
}
