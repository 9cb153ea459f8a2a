package ink.ml.dp.buildkit;

import java.util.ArrayList;
import java.util.List;

/** A signal that is given by calling {@link #cancel()}. */
public final class CancellationSource implements CancellationSignal {
  private final List<Runnable> actions = new ArrayList<>();
  private boolean cancelled;

  /** Gives the signal, in the calling thread. Giving it again does nothing. */
  public void cancel() {
    List<Runnable> due;
    synchronized (actions) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      due = List.copyOf(actions);
      actions.clear();
    }
    due.forEach(Runnable::run);
  }

  @Override
  public boolean isCancelled() {
    synchronized (actions) {
      return cancelled;
    }
  }

  @Override
  public Registration onCancel(Runnable action) {
    synchronized (actions) {
      if (!cancelled) {
        actions.add(action);
        return () -> remove(action);
      }
    }
    action.run();
    return () -> {};
  }

  private void remove(Runnable action) {
    synchronized (actions) {
      actions.remove(action);
    }
  }
}
