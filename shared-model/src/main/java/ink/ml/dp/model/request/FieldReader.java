package ink.ml.dp.model.request;

import ink.ml.dp.model.name.InvalidValueException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns nullable wire fields into strict types, naming the field when one is refused. */
public final class FieldReader {
  private FieldReader() {}

  /** A field that must be there. Blank text counts as missing. */
  public static <W, T> T required(String field, @Nullable W value, Function<W, T> parse) {
    return optional(field, value, parse)
        .orElseThrow(() -> new InvalidRequestException(field, "is missing"));
  }

  /** A field that may be missing. */
  public static <W, T> Optional<T> optional(String field, @Nullable W value, Function<W, T> parse) {
    if (value == null || (value instanceof String text && text.isBlank())) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse.apply(value));
    } catch (InvalidValueException e) {
      throw new InvalidRequestException(field, e.rule());
    }
  }

  /** A parser for one of a fixed set of words. */
  public static <T> Function<String, T> oneOf(
      String words, Function<String, Optional<T>> fromWire) {
    return text ->
        fromWire
            .apply(text)
            .orElseThrow(() -> new InvalidValueException("must be one of " + words));
  }
}
