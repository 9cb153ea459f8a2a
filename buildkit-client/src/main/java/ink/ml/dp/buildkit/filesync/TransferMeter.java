package ink.ml.dp.buildkit.filesync;

import java.util.concurrent.atomic.LongAdder;

/** Counts what a build's transfers did. */
public final class TransferMeter {
  private final LongAdder entries = new LongAdder();
  private final LongAdder files = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  void described() {
    entries.increment();
  }

  void sent(long size) {
    files.increment();
    bytes.add(size);
  }

  /** Entries that were described, with those that the daemon had already. */
  public long entries() {
    return entries.sum();
  }

  /** Files that were sent. */
  public long files() {
    return files.sum();
  }

  /** Bytes of the files that were sent. */
  public long bytes() {
    return bytes.sum();
  }
}
