package ink.ml.dp.registrygc.store;

/**
 * Field names as Go's {@code encoding/json} compares them: without regard to case, by Unicode's
 * simple folding.
 */
final class GoNames {
  private static final char KELVIN = '\u212A';
  private static final char LONG_S = '\u017F';

  private GoNames() {}

  /** A name that is equal for all names that Go takes for the same ASCII one. */
  static String fold(String name) {
    StringBuilder folded = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      folded.append(fold(name.charAt(i)));
    }
    return folded.toString();
  }

  private static char fold(char c) {
    if (c >= 'A' && c <= 'Z') {
      return (char) (c + ('a' - 'A'));
    }
    // The only others that fold to a letter of ASCII.
    return switch (c) {
      case KELVIN -> 'k';
      case LONG_S -> 's';
      default -> c;
    };
  }
}
