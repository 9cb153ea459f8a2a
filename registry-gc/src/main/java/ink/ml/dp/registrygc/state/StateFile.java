package ink.ml.dp.registrygc.state;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.guard.GuardException;
import ink.ml.dp.registrygc.policy.History;
import ink.ml.dp.registrygc.store.StoreException;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the state in {@code .gc/state}, a JSON object with {@code cluster}, {@code in_use}, {@code
 * gone_since} (times by repository) and {@code broken_since} (times by reference and problem).
 */
public record StateFile(StoreLayout layout, Disk disk) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * The state, new when there is no file.
   *
   * @throws GuardException when there is one that cannot be understood: it may say that the store
   *     is another cluster's
   */
  public GcState read() {
    try (JsonParser json = JSON.createParser(Files.readAllBytes(file()))) {
      return parse(json);
    } catch (NoSuchFileException e) {
      return GcState.NEW;
    } catch (IOException | DateTimeException e) {
      throw new GuardException(new Action("read " + file()), String.valueOf(e), e);
    }
  }

  /** Replaces the state unless it says the same already. */
  public void write(GcState state) {
    byte[] bytes = format(state);
    try {
      if (!Files.exists(file()) || !java.util.Arrays.equals(bytes, Files.readAllBytes(file()))) {
        disk.write(file(), bytes);
      }
    } catch (IOException e) {
      throw new StoreException("write", file(), e);
    }
  }

  private Path file() {
    return layout.gc().resolve("state");
  }

  private static GcState parse(JsonParser json) throws IOException {
    @Nullable String cluster = null;
    int inUse = 0;
    Map<String, Instant> gone = new HashMap<>();
    Map<String, Instant> broken = new HashMap<>();
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      switch (json.currentName()) {
        case "cluster" -> cluster = json.nextTextValue();
        case "in_use" -> inUse = json.nextIntValue(0);
        case "gone_since" -> times(json, gone);
        case "broken_since" -> times(json, broken);
        default -> {
          json.nextToken();
          json.skipChildren();
        }
      }
    }
    return new GcState(Optional.ofNullable(cluster), new History(inUse, gone), broken);
  }

  private static void times(JsonParser json, Map<String, Instant> times) throws IOException {
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      times.put(json.currentName(), Instant.parse(String.valueOf(json.nextTextValue())));
    }
  }

  private static void times(JsonGenerator json, String field, Map<String, Instant> times)
      throws IOException {
    json.writeObjectFieldStart(field);
    for (var time : new TreeMap<>(times).entrySet()) {
      json.writeStringField(time.getKey(), time.getValue().toString());
    }
    json.writeEndObject();
  }

  private static byte[] format(GcState state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      if (state.cluster().isPresent()) {
        json.writeStringField("cluster", state.cluster().get());
      }
      json.writeNumberField("in_use", state.history().inUse());
      times(json, "gone_since", state.history().goneSince());
      if (!state.brokenSince().isEmpty()) {
        times(json, "broken_since", state.brokenSince());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot fail", e);
    }
    return bytes.toByteArray();
  }
}
