package ink.ml.dp.registrygc.kubernetes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;

/** Why the API server refused, for people. */
final class ApiFailure {
  private static final int MAX_BODY = 16 * 1024;
  private static final int MAX_MESSAGE = 300;
  private static final JsonFactory JSON = new JsonFactory();

  private ApiFailure() {}

  /** Reads as "failed because …". */
  static String sentence(int status, InputStream body) {
    String reason =
        switch (status) {
          case 401 -> "the API server does not know these credentials (401)";
          case 403 -> "the API server does not allow it (403)";
          case 410 -> "the list changed too much while it was being read (410)";
          case 429 -> "the API server has too much to do (429)";
          default -> "the API server answered " + status;
        };
    String message = message(body);
    return message.isEmpty() ? reason : reason + ": " + message;
  }

  /** The {@code message} of a {@code Status}, shortened; empty when it is something else. */
  private static String message(InputStream body) {
    try (JsonParser json = JSON.createParser(body.readNBytes(MAX_BODY))) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean message = json.currentName().equals("message");
        if (json.nextToken() == JsonToken.VALUE_STRING && message) {
          String text = json.getText().strip();
          return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE) + "…";
        }
        json.skipChildren();
      }
      return "";
    } catch (IOException _) {
      return "";
    }
  }
}
