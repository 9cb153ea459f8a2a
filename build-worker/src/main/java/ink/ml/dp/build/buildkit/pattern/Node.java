package ink.ml.dp.build.buildkit.pattern;

/** A piece of an expression; an expression is a sequence of them. */
sealed interface Node {
  /** How often. */
  enum Times {
    ONCE,
    ANY
  }

  /** Characters of a set. */
  record Characters(CharacterSet set, Times times) implements Node {}

  /** {@code (.*}{@code /)?}: nothing, or anything up to a slash. */
  record Directories() implements Node {}

  /** Holds at the start or at the end, and takes nothing. */
  record Assertion(boolean start) implements Node {}
}
