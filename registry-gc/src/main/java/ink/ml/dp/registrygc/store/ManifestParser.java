package ink.ml.dp.registrygc.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.store.Manifest.Reference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds every {@code digest} in a manifest without knowing its media type: a reference that is
 * overlooked is an image that breaks. What it cannot be sure of does not parse.
 */
final class ManifestParser {
  private static final int SCHEMA_VERSION = 2;

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final JsonParser parser;
  private final List<Reference> references = new ArrayList<>();
  private @Nullable Digest subject;
  private @Nullable Digest config;
  private boolean versioned;

  private ManifestParser(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads a manifest.
   *
   * @throws UnparseableManifestException when the bytes are not JSON, are of schema 1 (which names
   *     its layers differently), or hold a digest that is not SHA-256
   */
  static Manifest parse(byte[] bytes) throws UnparseableManifestException {
    try (JsonParser parser = JSON.createParser(bytes)) {
      return new ManifestParser(parser).document();
    } catch (IOException e) {
      throw new UnparseableManifestException("it is not JSON", e);
    }
  }

  private Manifest document() throws IOException, UnparseableManifestException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new UnparseableManifestException("it is not a JSON object");
    }
    object(0, "");
    if (parser.nextToken() != null) {
      throw new UnparseableManifestException("something follows the JSON object");
    }
    if (!versioned) {
      throw new UnparseableManifestException("its schemaVersion is not 2");
    }
    return new Manifest(references, Optional.ofNullable(subject), Optional.ofNullable(config));
  }

  /** The object whose start was just read, which is a descriptor if it holds a digest. */
  private void object(int depth, String name) throws IOException, UnparseableManifestException {
    Digest digest = null;
    long size = -1;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (field) {
        case "digest" -> digest = digest(value);
        case "size" -> size = value == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : -1;
        case "schemaVersion" -> versioned |= depth == 0 && isSupported(value);
        default -> value(value, depth, field);
      }
      if (value.isStructStart() && field.equals("size")) {
        throw new UnparseableManifestException("a size is not a number");
      }
    }
    if (digest != null) {
      descriptor(depth, name, new Reference(digest, size));
    }
  }

  private void value(JsonToken value, int depth, String name)
      throws IOException, UnparseableManifestException {
    if (value == JsonToken.START_OBJECT) {
      object(depth + 1, name);
    } else if (value == JsonToken.START_ARRAY) {
      for (JsonToken item = parser.nextToken();
          item != JsonToken.END_ARRAY;
          item = parser.nextToken()) {
        value(item, depth + 1, "");
      }
    }
  }

  private void descriptor(int depth, String name, Reference reference) {
    if (depth == 1 && name.equals("subject")) {
      subject = reference.digest();
      return;
    }
    if (depth == 1 && name.equals("config")) {
      config = reference.digest();
    }
    references.add(reference);
  }

  private Digest digest(JsonToken value) throws IOException, UnparseableManifestException {
    if (value != JsonToken.VALUE_STRING) {
      throw new UnparseableManifestException("a digest is not text");
    }
    return Digest.parse(parser.getText())
        .orElseThrow(() -> new UnparseableManifestException("a digest is not SHA-256"));
  }

  private boolean isSupported(JsonToken value) throws IOException {
    return value == JsonToken.VALUE_NUMBER_INT && parser.getIntValue() == SCHEMA_VERSION;
  }
}
