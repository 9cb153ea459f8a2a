package ink.ml.dp.model.name;

/**
 * A TCP port, 1 to 65535.
 *
 * @throws InvalidValueException when the number is outside that range
 */
public record Port(int number) {
  /** What a service listens on when its request names no port. */
  public static final Port DEFAULT = new Port(3000);

  public Port {
    InvalidValueException.require(number >= 1 && number <= 65535, "must be between 1 and 65535");
  }

  @Override
  public String toString() {
    return Integer.toString(number);
  }
}
