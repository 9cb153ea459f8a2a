package ink.ml.dp.buildkit.pattern;

import java.util.function.BooleanSupplier;

/**
 * How much one walk through a tree may spend on matching patterns, so that patterns that were made
 * to be slow cost nobody but whoever wrote them. For one thread at a time.
 */
public final class PatternBudget {
  /**
   * 50,000 files and a hundred patterns with four wildcards each take about as much. Ten thousand
   * files took 3 to 5 s of one core, a fifth of it.
   */
  public static final long STEPS = 1_000_000_000;

  private final BooleanSupplier ended;
  private final long all;
  private long left;

  /**
   * @param steps a step looks at one character in one place of one pattern
   * @param ended whether nobody waits for the answer any more; asked all the time
   */
  public PatternBudget(long steps, BooleanSupplier ended) {
    this.all = steps;
    this.left = steps;
    this.ended = ended;
  }

  /** For patterns of our own. */
  public static PatternBudget unlimited() {
    return new PatternBudget(Long.MAX_VALUE, () -> false);
  }

  /**
   * Counts.
   *
   * @throws PatternBudgetException when nothing is left, or nobody waits
   */
  void spend(long steps) {
    left -= steps;
    if (left < 0) {
      throw new PatternBudgetException(
          "the patterns of the ignore file take more than " + all + " steps on these files");
    }
    if (ended.getAsBoolean()) {
      throw new PatternBudgetException("nobody waits for the files any more");
    }
  }
}
