package ink.ml.dp.runtime.redact;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Values that nobody must see, in every {@link Forms form} in which they are looked for. A value
 * with several lines is looked for as a whole, and each of its lines too. Shorter values than six
 * characters are hidden where they stand alone, between spaces, quotes or punctuation; those of one
 * or two, and words such as {@code true}, say nothing to anybody and are left. Immutable.
 */
public final class Secrets {
  public static final String MARK = "[redacted]";
  public static final Secrets NONE = new Secrets(List.of());

  /** Shorter values are words and numbers, of which every text is full. */
  private static final int LONG = 6;

  private static final int SHORTEST = 3;
  private static final long[] NOTHING = {0, 0};
  private static final String BETWEEN = "\"'`=,;:()[]{}<>|&";
  private static final Set<String> SAY_NOTHING =
      Set.of("true", "false", "null", "none", "yes", "off");

  private final Needles needles;
  private final Set<String> tokens = new HashSet<>();

  private Secrets(Collection<String> values) {
    Set<String> forms = new LinkedHashSet<>();
    for (String value : values) {
      List<String> lines = value.lines().map(String::strip).toList();
      lines.forEach(line -> enter(line, forms));
      if (lines.size() > 1) {
        // Line breaks are passed over in what is searched.
        enter(String.join("", value.lines().toList()), forms);
        if (value.length() >= LONG) {
          Forms.ofBytes(value, forms);
        }
      }
    }
    needles = Needles.of(forms);
  }

  public static Secrets of(Collection<String> values) {
    return values.isEmpty() ? NONE : new Secrets(values);
  }

  private void enter(String value, Set<String> forms) {
    if (value.length() >= LONG) {
      Forms.of(value, forms);
    } else if (value.length() >= SHORTEST
        && !SAY_NOTHING.contains(value.toLowerCase(Locale.ROOT))) {
      tokens.add(value);
    }
  }

  /** A text without them; it is complete, so nothing of it waits for more. */
  public String redact(String text) {
    if (needles.isEmpty() && tokens.isEmpty()) {
      return text;
    }
    Stream stream = stream();
    List<String> lines = new ArrayList<>(stream.add(text));
    lines.addAll(stream.end());
    return lines.getFirst();
  }

  /** Begins to read lines that follow each other. */
  public Stream stream() {
    return new Stream();
  }

  /**
   * Lines of one source, in order. A value that is spread over several is found; a line whose end
   * may be the beginning of a value waits for the next one. Not thread-safe.
   */
  public final class Stream {
    /** A line is not held back for less, so this much of a value that is spread may be seen. */
    private static final int LEAST_HELD = 3;

    /** Nobody writes a value in more lines than this to have it read. */
    private static final int MOST_HELD = 1000;

    private final Deque<Line> held = new ArrayDeque<>();

    /** From where to where, in characters since the beginning, line breaks not counted. */
    private final Deque<long[]> hidden = new ArrayDeque<>();

    private long seen;
    private int state;

    private Stream() {}

    /**
     * Reads a line.
     *
     * @return the lines that nothing can change any more, in order
     */
    public List<String> add(String line) {
      long begin = seen;
      for (int i = 0; i < line.length(); i++) {
        char c = line.charAt(i);
        if (!isBreak(c)) {
          seen++;
          state = needles.next(state, c);
          if (needles.found(state) > 0) {
            hide(seen - needles.found(state));
          }
        }
      }
      held.addLast(new Line(line, begin, seen));
      int pending = needles.depth(state);
      return release(pending < LEAST_HELD ? seen : seen - pending);
    }

    /**
     * What is left when nothing follows; the beginning of a value is taken for one that was cut.
     */
    public List<String> end() {
      if (needles.depth(state) >= LONG) {
        hide(seen - needles.depth(state));
      }
      state = 0;
      return release(seen);
    }

    /** From there to here; what was hidden before and is touched becomes one with it. */
    private void hide(long from) {
      long begin = from;
      while (!hidden.isEmpty() && hidden.getLast()[1] >= begin) {
        begin = Math.min(begin, hidden.removeLast()[0]);
      }
      hidden.addLast(new long[] {begin, seen});
    }

    private List<String> release(long certain) {
      List<String> lines = new ArrayList<>();
      while (!held.isEmpty() && (held.getFirst().end <= certain || held.size() > MOST_HELD)) {
        Line line = held.removeFirst();
        lines.add(shown(line));
        while (!hidden.isEmpty() && hidden.getFirst()[1] <= line.end) {
          hidden.removeFirst();
        }
      }
      return lines;
    }

    private String shown(Line line) {
      BitSet marked = new BitSet();
      Iterator<long[]> ranges = hidden.iterator();
      long[] range = ranges.hasNext() ? ranges.next() : NOTHING;
      long at = line.begin;
      for (int i = 0; i < line.text.length(); i++) {
        if (isBreak(line.text.charAt(i))) {
          continue;
        }
        while (at >= range[1] && ranges.hasNext()) {
          range = ranges.next();
        }
        if (at >= range[0] && at < range[1]) {
          marked.set(i);
        }
        at++;
      }
      markTokens(line.text, marked);
      return marked.isEmpty() ? line.text : withMarks(line.text, marked);
    }
  }

  /** A line of a stream, and which of its characters it has. */
  private record Line(String text, long begin, long end) {}

  private void markTokens(String text, BitSet marked) {
    int begin = 0;
    for (int i = 0; !tokens.isEmpty() && i <= text.length(); i++) {
      if (i == text.length() || isBetween(text.charAt(i))) {
        boolean fits = i - begin >= SHORTEST && i - begin < LONG;
        if (fits && tokens.contains(text.substring(begin, i))) {
          marked.set(begin, i);
        }
        begin = i + 1;
      }
    }
  }

  private static String withMarks(String text, BitSet marked) {
    StringBuilder shown = new StringBuilder(text.length());
    int at = 0;
    for (int from = marked.nextSetBit(0); from >= 0; from = marked.nextSetBit(at)) {
      shown.append(text, at, from).append(MARK);
      at = marked.nextClearBit(from);
    }
    return shown.append(text, at, text.length()).toString();
  }

  private static boolean isBreak(char c) {
    return c == '\n' || c == '\r';
  }

  private static boolean isBetween(char c) {
    return Character.isWhitespace(c) || BETWEEN.indexOf(c) >= 0;
  }
}
