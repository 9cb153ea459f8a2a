package ink.ml.dp.buildkit.pattern;

import ink.ml.dp.buildkit.pattern.Node.Assertion;
import ink.ml.dp.buildkit.pattern.Node.Characters;
import ink.ml.dp.buildkit.pattern.Node.Directories;
import ink.ml.dp.buildkit.pattern.Node.Times;
import java.util.BitSet;
import java.util.List;

/**
 * Matches whole texts against a sequence of nodes in time proportional to the product of their
 * lengths. State {@code 2n} is before node {@code n}; state {@code 2n+1} is inside it.
 */
final class Automaton {
  private static final int NONE = -1;

  private final List<Node> nodes;

  Automaton(List<Node> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  boolean matches(String text, PatternBudget budget) {
    BitSet states = new BitSet(2 * nodes.size() + 1);
    states.set(0);
    int after = text.isEmpty() ? NONE : text.codePointAt(0);
    skip(states, NONE, after);
    for (int i = 0; i < text.length() && !states.isEmpty(); ) {
      int c = after;
      i += Character.charCount(c);
      after = i == text.length() ? NONE : text.codePointAt(i);
      budget.spend(1 + states.cardinality());
      states = step(states, c);
      skip(states, c, after);
    }
    return states.get(2 * nodes.size());
  }

  /** Adds the states that are reached without a character. Nodes only lead forward. */
  private void skip(BitSet states, int before, int after) {
    for (int s = states.nextSetBit(0);
        s >= 0 && s < 2 * nodes.size();
        s = states.nextSetBit(s + 1)) {
      boolean passes =
          switch (nodes.get(s / 2)) {
            case Characters characters -> characters.times() != Times.ONCE;
            case Directories _ -> {
              if (s % 2 == 0) {
                states.set(s + 1);
              }
              yield s % 2 == 0;
            }
            case Assertion assertion -> assertion.holds(before, after);
          };
      if (passes) {
        states.set(2 * (s / 2 + 1));
      }
    }
  }

  private BitSet step(BitSet states, int c) {
    BitSet next = new BitSet(2 * nodes.size() + 1);
    for (int s = states.nextSetBit(0);
        s >= 0 && s < 2 * nodes.size();
        s = states.nextSetBit(s + 1)) {
      switch (nodes.get(s / 2)) {
        case Characters characters -> {
          if (characters.set().contains(c)) {
            next.set(characters.times() == Times.ANY ? s : 2 * (s / 2 + 1));
          }
        }
        case Directories _ -> {
          if (s % 2 == 1 && c == '/') {
            next.set(2 * (s / 2 + 1));
          }
          if (s % 2 == 1 && c != '\n') {
            next.set(s);
          }
        }
        case Assertion _ -> {}
      }
    }
    return next;
  }
}
