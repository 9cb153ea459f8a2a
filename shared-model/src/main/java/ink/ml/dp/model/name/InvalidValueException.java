package ink.ml.dp.model.name;

/**
 * A value that its type cannot hold. The message is the rule that was broken, never the value
 * itself: what a caller sends by mistake may be a secret.
 */
public final class InvalidValueException extends IllegalArgumentException {
  public InvalidValueException(String rule) {
    super(rule);
  }

  /**
   * The broken rule as the end of a sentence that begins with the field's name, such as {@code must
   * be a DNS label}.
   */
  public String rule() {
    return String.valueOf(getMessage());
  }

  static void require(boolean holds, String rule) {
    if (!holds) {
      throw new InvalidValueException(rule);
    }
  }
}
