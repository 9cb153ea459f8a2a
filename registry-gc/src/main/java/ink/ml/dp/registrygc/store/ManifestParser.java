package ink.ml.dp.registrygc.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.store.Manifest.Reference;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds every descriptor in a manifest without knowing its media type: a reference that is
 * overlooked is an image that breaks. What it cannot be sure of does not parse.
 *
 * <p>The registry and containerd read as Go's {@code encoding/json} does, others do not. Of a field
 * that is written more than once, in any spelling that Go takes for the same, every value counts.
 * So whatever some reader may come to, it is among the references.
 */
final class ManifestParser {
  private static final int SCHEMA_VERSION = 2;

  /** As deep as Go reads. */
  private static final int MAX_DEPTH = 10_000;

  /** The limits of Go: none but the depth; how large a manifest can be is known before. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final JsonParser parser;
  private final List<Reference> references = new ArrayList<>();
  private final Deque<Frame> open = new ArrayDeque<>();
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
    } catch (StreamConstraintsException e) {
      throw new UnparseableManifestException("it is nested deeper than the registry reads", e);
    } catch (IOException e) {
      throw new UnparseableManifestException("it is not JSON", e);
    }
  }

  private Manifest document() throws IOException, UnparseableManifestException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new UnparseableManifestException("it is not a JSON object");
    }
    // A stack of its own, because a manifest may be nested deeper than a thread's.
    open.push(new Frame("", false));
    String field = "";
    while (!open.isEmpty()) {
      JsonToken token = parser.nextToken();
      switch (token) {
        case FIELD_NAME -> field = GoNames.fold(parser.currentName());
        case START_OBJECT, START_ARRAY -> open(token == JsonToken.START_ARRAY, field);
        case END_OBJECT, END_ARRAY -> close(open.pop());
        case null -> throw new IOException("it ends before its end");
        default -> scalar(token, field);
      }
    }
    if (parser.nextToken() != null) {
      throw new UnparseableManifestException("something follows the JSON object");
    }
    if (!versioned) {
      throw new UnparseableManifestException("its schemaVersion is not 2");
    }
    return new Manifest(references, Optional.ofNullable(subject), Optional.ofNullable(config));
  }

  private void open(boolean list, String field) throws IOException, UnparseableManifestException {
    Frame above = open.element();
    String name = above.list ? "" : field;
    switch (name) {
      case "digest" -> throw new UnparseableManifestException("a digest is not text");
      case "size" -> throw new UnparseableManifestException("a size is not a number");
      case "urls" -> above.urls = true;
      default -> {}
    }
    if (name.equals("annotations") && !list) {
      parser.skipChildren(); // text of whoever wrote it, in which a digest is no descriptor
    } else {
      open.push(new Frame(name, list));
    }
  }

  private void scalar(JsonToken value, String field)
      throws IOException, UnparseableManifestException {
    Frame object = open.element();
    if (object.list) {
      return;
    }
    switch (field) {
      case "digest" -> digest(value).ifPresent(object.digests::add);
      case "size" -> object.size = object.sized ? Reference.UNKNOWN_SIZE : size(value);
      case "mediatype" -> object.foreign |= isForeign(value);
      case "schemaversion" -> versioned |= open.size() == 1 && size(value) == SCHEMA_VERSION;
      default -> {}
    }
    object.sized |= field.equals("size");
  }

  private void close(Frame object) {
    boolean named = open.size() == 1; // directly in the manifest
    boolean sole = object.digests.size() == 1;
    for (Digest digest : object.digests) {
      if (named && object.name.equals("subject")) {
        subject = digest;
        continue;
      }
      if (named && object.name.equals("config")) {
        config = digest;
      }
      boolean elsewhere = object.foreign && object.urls;
      references.add(new Reference(digest, sole ? object.size : Reference.UNKNOWN_SIZE, elsewhere));
    }
  }

  /** Empty for null, which leaves a field of Go as it was. */
  private Optional<Digest> digest(JsonToken value)
      throws IOException, UnparseableManifestException {
    if (value == JsonToken.VALUE_NULL) {
      return Optional.empty();
    }
    if (value != JsonToken.VALUE_STRING) {
      throw new UnparseableManifestException("a digest is not text");
    }
    Optional<Digest> digest = Digest.parse(parser.getText());
    if (digest.isEmpty()) {
      throw new UnparseableManifestException("a digest is not SHA-256");
    }
    return digest;
  }

  private long size(JsonToken value) throws IOException {
    try {
      return value == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : Reference.UNKNOWN_SIZE;
    } catch (InputCoercionException e) {
      return Reference.UNKNOWN_SIZE; // larger than any file
    }
  }

  /** A layer of which a registry need not have the bytes, if the manifest says who has. */
  private boolean isForeign(JsonToken value) throws IOException {
    return value == JsonToken.VALUE_STRING
        && (parser.getText().contains(".nondistributable.")
            || parser.getText().contains(".foreign."));
  }

  /** An object or a list that has been begun. */
  private static final class Frame {
    final String name;
    final boolean list;
    final List<Digest> digests = new ArrayList<>();
    long size = Reference.UNKNOWN_SIZE;
    boolean sized;
    boolean foreign;
    boolean urls;

    Frame(String name, boolean list) {
      this.name = name;
      this.list = list;
    }
  }
}
