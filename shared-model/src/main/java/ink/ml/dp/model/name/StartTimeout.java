package ink.ml.dp.model.name;

import java.time.Duration;

/**
 * How long a service's process may take until it is ready, 1 to 900 seconds.
 *
 * @throws InvalidValueException when the number is outside that range
 */
public record StartTimeout(int seconds) {
  public StartTimeout {
    InvalidValueException.require(seconds >= 1 && seconds <= 900, "must be between 1 and 900");
  }

  public Duration duration() {
    return Duration.ofSeconds(seconds);
  }
}
