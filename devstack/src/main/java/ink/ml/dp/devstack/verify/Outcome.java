package ink.ml.dp.devstack.verify;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;

/**
 * How a check went.
 *
 * @param seconds how long it took
 * @param text what it saw, or why it needs the real site and what to do there
 */
public record Outcome(
    @JsonProperty("id") String id,
    @JsonProperty("row") int row,
    @JsonProperty("name") String name,
    @JsonProperty("status") Status status,
    @JsonProperty("seconds") double seconds,
    @JsonProperty("text") String text) {
  /** What is said of a check. */
  public enum Status {
    @JsonProperty("pass")
    PASS("pass"),
    @JsonProperty("fail")
    FAIL("FAIL"),
    @JsonProperty("needs the real site")
    NEEDS_SITE("needs the real site");

    private final String words;

    Status(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  static Outcome of(Check check, Status status, Duration time, String text) {
    return new Outcome(
        check.id(), check.row(), check.name(), status, time.toMillis() / 1000.0, text.strip());
  }

  static Outcome needsSite(Check check) {
    return of(
        check, Status.NEEDS_SITE, Duration.ZERO, check.reason() + "; there: " + check.command());
  }
}
