package ink.ml.dp.model.setting;

import ink.ml.dp.model.name.InvalidValueException;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How a variable's text becomes a value.
 *
 * @param type what the text has to be, as the end of "must be"
 * @param parse throws {@link InvalidValueException} with a rule, or any other {@link
 *     IllegalArgumentException}, whose message is not shown because it may quote the value
 * @param write a value as somebody would set it
 * @param bounds what else is asked of the value; blank when nothing is
 * @param secret whether it must not be shown to anybody
 * @param literal whether a file's path stays one, instead of standing for the file's text
 */
record Form<T>(
    String type,
    Function<String, T> parse,
    Function<? super T, String> write,
    String bounds,
    boolean secret,
    boolean literal) {
  static <T> Form<T> of(String type, Function<String, T> parse, Function<? super T, String> write) {
    return new Form<>(type, parse, write, "", false, false);
  }

  T read(String name, String text) {
    try {
      return parse.apply(text);
    } catch (InvalidValueException e) {
      throw new SettingException(name, e.rule());
    } catch (IllegalArgumentException _) {
      throw new SettingException(name, "must be " + type);
    }
  }

  <U> Form<U> as(String newType, Function<? super T, U> then) {
    return new Form<>(newType, parse.andThen(then), String::valueOf, bounds, secret, literal);
  }

  Form<T> within(String newBounds, Predicate<? super T> holds) {
    return new Form<>(
        type,
        text -> {
          T value = parse.apply(text);
          if (!holds.test(value)) {
            throw new InvalidValueException("must be " + newBounds);
          }
          return value;
        },
        write,
        newBounds,
        secret,
        literal);
  }

  Form<T> hidden() {
    return new Form<>(type, parse, write, bounds, true, literal);
  }

  Form<T> literally() {
    return new Form<>(type, parse, write, bounds, secret, true);
  }
}
