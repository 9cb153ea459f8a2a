package ink.ml.dp.registrygc.sweep;

import java.util.concurrent.atomic.LongAdder;

/** Counts objects and their bytes, from several threads. */
public final class Tally {
  private final LongAdder objects = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  void add(long size) {
    objects.increment();
    bytes.add(size);
  }

  public long objects() {
    return objects.sum();
  }

  public long bytes() {
    return bytes.sum();
  }
}
