package ink.ml.dp.builder.workspace;

import java.util.concurrent.atomic.AtomicBoolean;

/** Keeps a checkout on the disk until it is closed. */
public final class Lease implements AutoCloseable {
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Workspace workspace;
  private final Checkout checkout;

  Lease(Workspace workspace, Checkout checkout) {
    this.workspace = workspace;
    this.checkout = checkout;
  }

  public Checkout checkout() {
    return checkout;
  }

  /** A second hold on the same checkout, to be closed on its own. */
  public Lease again() {
    return workspace.lease(checkout.id());
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      workspace.release(checkout.id());
    }
  }
}
