package ink.ml.dp.buildkit.pattern;

/** A piece of an expression; an expression is a sequence of them. */
sealed interface Node {
  /** How often. */
  enum Times {
    ONCE,
    AT_MOST_ONCE,
    ANY
  }

  /** Characters of a set. */
  record Characters(CharacterSet set, Times times) implements Node {
    /** Whatever is left of the text. */
    static final Characters REST = new Characters(c -> true, Times.ANY);
  }

  /** {@code (.*}{@code /)?}: nothing, or anything up to a slash. */
  record Directories() implements Node {}

  /** Takes nothing, but holds in certain places only. */
  enum Assertion implements Node {
    START,
    END,
    WORD_BOUNDARY,
    NO_WORD_BOUNDARY;

    /**
     * @param before the character before the place, or -1 at the start
     * @param after the one after it, or -1 at the end
     */
    boolean holds(int before, int after) {
      return switch (this) {
        case START -> before < 0;
        case END -> after < 0;
        case WORD_BOUNDARY -> CharacterSet.word(before) != CharacterSet.word(after);
        case NO_WORD_BOUNDARY -> CharacterSet.word(before) == CharacterSet.word(after);
      };
    }
  }
}
