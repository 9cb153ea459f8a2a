package ink.ml.dp.devstack.platform;

import ink.ml.dp.devstack.instance.PlatformException;
import java.util.stream.Collectors;

/**
 * Why one of the project's scripts cannot do what it is for, as it said.
 *
 * @param next what to do
 */
record Told(String why, String next) {
  private static final String NEXT = "next: ";

  /** Reads what it printed: why, after a word for what it is about, and what to do. */
  static Told in(String output) {
    return new Told(
        output
            .lines()
            .filter(line -> !line.startsWith(NEXT))
            .map(line -> line.replaceFirst("^[a-z]+: ", ""))
            .collect(Collectors.joining("\n")),
        output
            .lines()
            .filter(line -> line.startsWith(NEXT))
            .map(line -> line.substring(NEXT.length()))
            .findFirst()
            .orElse("./dev doctor says what is missing"));
  }

  PlatformException exception(String tried) {
    return new PlatformException("tried to " + tried + " but failed because " + why, next);
  }
}
