package ink.ml.dp.registrygc.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The threads that read, rename and remove. Work may hand out work. */
public final class Workers implements AutoCloseable {
  /** How many one thread does in a row: what waits for a disk shall wait with many others. */
  public static final int CHUNK = 64;

  private final ForkJoinPool pool;

  public Workers(int threads) {
    pool = new ForkJoinPool(threads);
  }

  /** What the function makes of each item, in the items' order. Its first failure is thrown. */
  public <T, R> List<R> map(List<T> items, Function<T, R> function) {
    return all(items.size(), index -> function.apply(items.get(index)));
  }

  /** Does the work for each number from 0 to before {@code size}, in no particular order. */
  public void forEach(int size, IntConsumer work) {
    ranges(
        size,
        range -> {
          IntStream.range(range.from(), range.to()).forEach(work);
          return range;
        });
  }

  /** What the function makes of consecutive ranges that together are 0 to {@code size}. */
  public <R> List<R> ranges(int size, Function<Range, R> function) {
    int chunks = Math.ceilDiv(size, CHUNK);
    return all(chunks, i -> function.apply(new Range(i * CHUNK, Math.min(size, (i + 1) * CHUNK))));
  }

  private <R> List<R> all(int count, IntFunction<R> function) {
    List<ForkJoinTask<R>> tasks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int index = i;
      Callable<R> call = () -> function.apply(index);
      tasks.add(ForkJoinTask.adapt(call));
    }
    if (ForkJoinTask.inForkJoinPool()) {
      ForkJoinTask.invokeAll(tasks);
    } else {
      pool.invoke(ForkJoinTask.adapt(() -> ForkJoinTask.invokeAll(tasks)));
    }
    return tasks.stream().map(ForkJoinTask::join).toList();
  }

  @Override
  public void close() {
    pool.close();
  }

  /** The indexes from {@code from} to before {@code to}. */
  public record Range(int from, int to) {}
}
