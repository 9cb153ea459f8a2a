package ink.ml.dp.buildkit.failure;

/** Makes the daemon's texts fit for people. */
final class FailureText {
  private static final int MAX = 600;

  private FailureText() {}

  /** One line without the wrapping that says nothing, and not longer than a message should be. */
  static String readable(String text) {
    String line = text.strip().replaceAll("\\s*\\n\\s*", "; ").replaceAll("\\p{Cntrl}", "?");
    line = line.replaceFirst("^(failed to solve: |rpc error: code = \\w+ desc = )+", "");
    if (line.isEmpty()) {
      return "the builder gave no reason";
    }
    return line.length() <= MAX ? line : line.substring(0, MAX - 1) + "…";
  }
}
