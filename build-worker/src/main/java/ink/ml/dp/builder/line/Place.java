package ink.ml.dp.builder.line;

import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.name.CheckoutId;
import ink.ml.dp.model.name.Tenant;
import java.time.Duration;

/** One build's place in the line, and its slot once it has one. Closed by whoever holds it. */
public final class Place implements AutoCloseable {
  private final BuildLine line;
  private final Tenant tenant;
  private final boolean begun;
  private boolean handedOn;

  Place(BuildLine line, Tenant tenant, boolean begun) {
    this.line = line;
    this.tenant = tenant;
    this.begun = begun;
  }

  Tenant tenant() {
    return tenant;
  }

  boolean begun() {
    return begun;
  }

  /**
   * Waits for the slot.
   *
   * @return whether it has one; false after that time
   * @throws DeployException {@code WORKER_STOPPED} when the line was closed meanwhile
   */
  public boolean await(Duration longest) throws InterruptedException {
    return line.await(this, longest);
  }

  /** Which of the waiting builds this is, from 1; 0 when it does not wait. */
  public int number() {
    return line.placeOf(this);
  }

  /** Lends the slot to what {@link BuildLine#resume} asks for; closing then changes nothing. */
  public void keepFor(CheckoutId checkout) {
    handedOn = true;
    line.keep(checkout, this);
  }

  /** Takes a slot that was lent back into one's own hands. */
  Place resumed() {
    handedOn = false;
    return this;
  }

  /** Gives the slot back, or leaves the line. */
  @Override
  public void close() {
    if (!handedOn) {
      line.leave(this);
    }
  }
}
