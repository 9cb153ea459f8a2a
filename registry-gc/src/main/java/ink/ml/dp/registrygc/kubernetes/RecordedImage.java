package ink.ml.dp.registrygc.kubernetes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import ink.ml.dp.model.release.ReleaseRecord;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What the collector reads of a {@link ReleaseRecord}. Only the digest is in use: a rebuild of the
 * same commit moves the tag away from it.
 */
record RecordedImage(String image, String digest) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Reads one value of the ConfigMap.
   *
   * @throws IOException when it is not such a record
   */
  static RecordedImage parse(String text) throws IOException {
    Map<String, String> strings = new HashMap<>();
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("it is not a JSON object");
      }
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String field = json.currentName();
        if (json.nextToken() == JsonToken.VALUE_STRING) {
          strings.put(field, json.getText());
        } else {
          json.skipChildren();
        }
      }
    }
    String image = strings.get(ReleaseRecord.IMAGE);
    String digest = strings.get(ReleaseRecord.DIGEST);
    if (image == null || digest == null || !digest.startsWith("sha256:")) {
      throw new IOException("it has no image or no digest");
    }
    return new RecordedImage(image, digest);
  }
}
