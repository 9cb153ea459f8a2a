package ink.ml.dp.devstack.standins.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** What tests make a stand-in do instead of its work. Off unless set; lost with the process. */
public final class Faults {
  /**
   * A fault.
   *
   * @param delayMillis how long every request waits first
   * @param status what every request is answered with; 0 for its proper answer
   */
  public record Fault(
      @JsonProperty("delay_millis") long delayMillis, @JsonProperty("status") int status) {
    public static final Fault NONE = new Fault(0, 0);

    /** Every request is refused with this status. */
    public static Fault status(int status) {
      return new Fault(0, status);
    }

    /** Every request is answered properly, but late. */
    public static Fault delay(Duration delay) {
      return new Fault(delay.toMillis(), 0);
    }
  }

  private final AtomicReference<Fault> current = new AtomicReference<>(Fault.NONE);

  public void set(Fault fault) {
    current.set(fault);
  }

  /**
   * Waits and fails as set.
   *
   * @throws HttpError with the fault's status
   */
  public void apply() {
    Fault fault = current.get();
    try {
      Thread.sleep(fault.delayMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HttpError(503, "stopping", e);
    }
    if (fault.status() != 0) {
      throw new HttpError(fault.status(), "a test asked for this fault");
    }
  }
}
