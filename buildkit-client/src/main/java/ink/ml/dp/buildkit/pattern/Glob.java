package ink.ml.dp.buildkit.pattern;

/**
 * Go's {@code filepath.Match}: {@code *} and {@code ?} stop at a slash, {@code [a-z]} and {@code
 * [^a-z]} are classes, a backslash quotes. It is what a source's paths with wildcards are resolved
 * by, and what the patterns of a list must pass first.
 */
public final class Glob {
  private static final int NO = -1;

  private final String text;
  private final int[] pattern;
  private final int[] name;

  private Glob(String text, String name) {
    this.text = text;
    this.pattern = text.codePoints().toArray();
    this.name = name.codePoints().toArray();
  }

  /**
   * Whether the whole name matches.
   *
   * @throws InvalidPatternException when the pattern is malformed; as in the original, only as far
   *     as it was read until a difference was found
   */
  public static boolean matches(String pattern, String name) {
    return new Glob(pattern, name).matches();
  }

  private boolean matches() {
    int at = 0;
    int read = 0;
    while (at < pattern.length) {
      int start = at;
      while (start < pattern.length && pattern[start] == '*') {
        start++;
      }
      int end = chunkEnd(start);
      if (start == pattern.length) {
        return slash(read) == name.length;
      }
      read = start > at ? afterStar(start, end, read) : last(end, chunk(start, end, read));
      if (read == NO) {
        return false;
      }
      at = end;
    }
    return read == name.length;
  }

  /** Where a chunk that follows a star ends in the name, as early as it can. */
  private int afterStar(int start, int end, int read) {
    int stop = slash(read);
    for (int from = read; from <= stop; from++) {
      int next = last(end, chunk(start, end, from));
      if (next != NO) {
        return next;
      }
    }
    return NO;
  }

  /** The last chunk must take all that is left of the name. */
  private int last(int end, int read) {
    return end < pattern.length || read == name.length ? read : NO;
  }

  private int slash(int from) {
    int at = from;
    while (at < name.length && name[at] != '/') {
      at++;
    }
    return at;
  }

  /** Up to the next star that is not in a class. */
  private int chunkEnd(int start) {
    boolean inClass = false;
    for (int i = start; i < pattern.length; i++) {
      switch (pattern[i]) {
        case '\\' -> i += i + 1 < pattern.length ? 1 : 0;
        case '[' -> inClass = true;
        case ']' -> inClass = false;
        case '*' -> {
          if (!inClass) {
            return i;
          }
        }
        default -> {}
      }
    }
    return pattern.length;
  }

  /** Reads all of a chunk, so that a mistake in it is found, and says how far it matched. */
  private int chunk(int start, int end, int from) {
    int read = from;
    boolean failed = false;
    for (int at = start; at < end; ) {
      failed |= read >= name.length;
      int c = failed ? 0 : name[read++];
      switch (pattern[at]) {
        case '[' -> {
          CharacterClass found = new CharacterClass(at + 1, end);
          failed |= !found.contains(c);
          at = found.at;
        }
        case '?' -> {
          failed |= c == '/';
          at++;
        }
        case '\\' -> {
          if (at + 1 >= end) {
            throw new InvalidPatternException(text);
          }
          failed |= pattern[at + 1] != c;
          at += 2;
        }
        default -> {
          failed |= pattern[at] != c;
          at++;
        }
      }
    }
    return failed ? NO : read;
  }

  /** A class within a chunk; it ends before the chunk does. */
  private final class CharacterClass {
    private final int end;
    private int at;

    CharacterClass(int at, int end) {
      this.at = at;
      this.end = end;
    }

    boolean contains(int c) {
      boolean negated = at < end && pattern[at] == '^';
      at += negated ? 1 : 0;
      boolean found = false;
      for (int ranges = 0; at >= end || pattern[at] != ']' || ranges == 0; ranges++) {
        int low = character();
        int high = low;
        if (pattern[at] == '-') {
          at++;
          high = character();
        }
        found |= low <= c && c <= high;
      }
      at++;
      return found != negated;
    }

    /** One character, after which there must be another: the class is not over. */
    private int character() {
      if (at >= end || pattern[at] == '-' || pattern[at] == ']') {
        throw new InvalidPatternException(text);
      }
      at += pattern[at] == '\\' ? 1 : 0;
      if (at + 1 >= end) {
        throw new InvalidPatternException(text);
      }
      return pattern[at++];
    }
  }
}
