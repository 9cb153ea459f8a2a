package ink.ml.dp.model.name;

/**
 * The number the API gives a request: monotone per service, at least 1. It is the fence: what
 * carries a lower one than what is live is refused.
 *
 * @throws InvalidValueException when the number is below 1
 */
public record Sequence(long number) implements Comparable<Sequence> {
  public Sequence {
    InvalidValueException.require(number >= 1, "must be 1 or more");
  }

  /** The release that a request with this sequence makes: {@code r<sequence>}. */
  public ReleaseId release() {
    return new ReleaseId("r" + number);
  }

  public boolean isNewerThan(Sequence other) {
    return number > other.number;
  }

  @Override
  public int compareTo(Sequence other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Long.toString(number);
  }
}
