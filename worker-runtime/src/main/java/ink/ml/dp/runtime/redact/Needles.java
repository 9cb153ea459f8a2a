package ink.ml.dp.runtime.redact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Finds any of many texts in one pass over another (Aho and Corasick): how long it takes does not
 * depend on how many they are. Immutable.
 *
 * <p>A state is a number; 0 is the one in which nothing has begun.
 */
final class Needles {
  /** Of a text that is cut short, so much counts as all of it. */
  private static final int LEAST_CUT = 10;

  // Edges, by open addressing: a map of objects would take ten times the memory.
  private int[] froms = new int[32];
  private char[] letters = new char[32];
  private int[] targets = new int[32];
  private int edges;

  private int[] depth = new int[16];

  /** The length of the longest text, or cut text, that ends in a state. */
  private int[] found = new int[16];

  private int[] fallback = new int[16];
  private int states = 1;

  private Needles() {}

  /** Of these texts; empty ones are left out. */
  static Needles of(Collection<String> texts) {
    Needles needles = new Needles();
    List<int[]> order = new ArrayList<>();
    texts.forEach(text -> needles.plant(text, order));
    needles.link(order);
    return needles;
  }

  boolean isEmpty() {
    return states == 1;
  }

  /** How much of some text has been seen. */
  int depth(int state) {
    return depth[state];
  }

  /** How long what ends here is; 0 when nothing does. */
  int found(int state) {
    return found[state];
  }

  int next(int state, char c) {
    int from = state;
    while (true) {
      int to = edge(from, c);
      if (to != 0 || from == 0) {
        return to;
      }
      from = fallback[from];
    }
  }

  private void plant(String text, List<int[]> order) {
    int cut = Math.max(LEAST_CUT, (text.length() + 1) / 2);
    int state = 0;
    for (int i = 0; i < text.length(); i++) {
      int to = edge(state, text.charAt(i));
      if (to == 0) {
        to = newState(i + 1);
        order.add(new int[] {state, text.charAt(i), to});
        put(state, text.charAt(i), to);
      }
      state = to;
      if (i + 1 >= cut || i + 1 == text.length()) {
        found[state] = i + 1;
      }
    }
  }

  /** Breadth first, so that what is fallen back to is ready. */
  private void link(List<int[]> order) {
    order.sort((a, b) -> Integer.compare(depth[a[2]], depth[b[2]]));
    for (int[] edge : order) {
      int parent = edge[0];
      int state = edge[2];
      fallback[state] = parent == 0 ? 0 : next(fallback[parent], (char) edge[1]);
      found[state] = Math.max(found[state], found[fallback[state]]);
    }
  }

  private int newState(int length) {
    if (states == depth.length) {
      depth = Arrays.copyOf(depth, 2 * states);
      found = Arrays.copyOf(found, 2 * states);
      fallback = Arrays.copyOf(fallback, 2 * states);
    }
    depth[states] = length;
    return states++;
  }

  private int edge(int state, char c) {
    int mask = targets.length - 1;
    int at = slot(state, c, mask);
    while (targets[at] != 0) {
      if (froms[at] == state && letters[at] == c) {
        return targets[at];
      }
      at = (at + 1) & mask;
    }
    return 0;
  }

  private void put(int state, char c, int to) {
    if (2 * (edges + 1) > targets.length) {
      grow();
    }
    int mask = targets.length - 1;
    int at = slot(state, c, mask);
    while (targets[at] != 0) {
      at = (at + 1) & mask;
    }
    froms[at] = state;
    letters[at] = c;
    targets[at] = to;
    edges++;
  }

  private void grow() {
    int[] oldFroms = froms;
    char[] oldLetters = letters;
    int[] oldTargets = targets;
    froms = new int[2 * oldTargets.length];
    letters = new char[froms.length];
    targets = new int[froms.length];
    edges = 0;
    for (int i = 0; i < oldTargets.length; i++) {
      if (oldTargets[i] != 0) {
        put(oldFroms[i], oldLetters[i], oldTargets[i]);
      }
    }
  }

  private static int slot(int state, char c, int mask) {
    int hash = (state * 31 + c) * 0x9E3779B9;
    return (hash ^ hash >>> 15) & mask;
  }
}
