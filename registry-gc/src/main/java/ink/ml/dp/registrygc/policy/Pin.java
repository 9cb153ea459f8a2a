package ink.ml.dp.registrygc.policy;

import ink.ml.dp.model.name.InvalidValueException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an operator wants kept: {@code <repository>:<tag>} or {@code <repository>@sha256:<digits>},
 * where {@code *} stands for anything ({@code dp-acme-*:v*}).
 */
public record Pin(String pattern) {
  /**
   * Reads a pin.
   *
   * @throws InvalidValueException when the text names neither a tag nor a digest
   */
  public static Pin parse(String text) {
    if (text.indexOf(':') <= 0) {
      throw new InvalidValueException(
          "must be REPOSITORY:TAG or REPOSITORY@sha256:DIGEST, with * for anything");
    }
    return new Pin(text);
  }

  boolean matchesTag(String repository, String tag) {
    return matches(repository + ":" + tag);
  }

  boolean matchesDigest(String repository, String digest) {
    return pattern.indexOf('@') >= 0 && matches(repository + "@" + digest);
  }

  private boolean matches(String reference) {
    String expression =
        pattern
            .chars()
            .mapToObj(c -> c == '*' ? ".*" : Pattern.quote(Character.toString(c)))
            .collect(Collectors.joining());
    return Pattern.matches(expression, reference);
  }
}
