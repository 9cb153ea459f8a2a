package ink.ml.dp.registrygc.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.digest.DigestList;
import ink.ml.dp.registrygc.store.Directories.FileFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.IntStream;

/** Reads {@link StoreDetails} from the disk. */
public record DiskDetails(StoreLayout layout) implements StoreDetails {
  private static final JsonFactory JSON = new JsonFactory();

  /** Any blob can be named as a configuration. */
  private static final long MAX_CONFIG_BYTES = 4L << 20;

  @Override
  public List<Pointed> tagHistory(String repository, String tag) {
    Path history = layout.tagHistory(repository, tag);
    DigestList digests = Directories.digests(history, stranger -> {});
    return IntStream.range(0, digests.size())
        .mapToObj(digests::digest)
        .map(digest -> new Pointed(digest, last(history.resolve(digest.hex()))))
        .toList();
  }

  private static long last(Path directory) {
    return Directories.facts(directory.resolve(StoreLayout.LINK))
        .map(FileFacts::modified)
        .orElse(Pointed.UNKNOWN_TIME);
  }

  @Override
  public long created(Digest config) {
    Path file = layout.blob(config);
    if (Directories.facts(file).filter(facts -> facts.size() <= MAX_CONFIG_BYTES).isEmpty()) {
      return Long.MIN_VALUE;
    }
    try (JsonParser parser = JSON.createParser(Files.readAllBytes(file))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Long.MIN_VALUE;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean created = parser.currentName().equals("created");
        if (created && parser.nextToken() == JsonToken.VALUE_STRING) {
          return OffsetDateTime.parse(parser.getText()).toInstant().toEpochMilli();
        }
        parser.nextToken();
        parser.skipChildren();
      }
      return Long.MIN_VALUE;
    } catch (IOException | DateTimeException e) {
      // It decides between tags of one nanosecond only; their names decide instead.
      return Long.MIN_VALUE;
    }
  }
}
