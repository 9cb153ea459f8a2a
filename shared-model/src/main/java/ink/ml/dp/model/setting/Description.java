package ink.ml.dp.model.setting;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A variable as {@code docs/settings.md} has it.
 *
 * @param type what its text has to be, such as "a whole number of seconds"
 * @param otherwise its default in Markdown, "required", or blank when it may be missing
 * @param bounds blank when there are none
 * @param meaning what it decides
 */
public record Description(
    String name, String type, String otherwise, String bounds, boolean secret, String meaning) {
  /** The table of a program's variables. */
  public static String table(List<Description> all) {
    String head =
        "| variable | type | default | bounds | secret | meaning |\n|---|---|---|---|---|---|\n";
    return all.stream().map(Description::row).collect(Collectors.joining("\n", head, "\n"));
  }

  String row() {
    return String.join(
        " | ",
        "| `" + name + "`",
        type.replaceFirst("^an? ", ""),
        otherwise,
        bounds,
        secret ? "secret" : "",
        meaning + " |");
  }
}
