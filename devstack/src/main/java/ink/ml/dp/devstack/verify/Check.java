package ink.ml.dp.devstack.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * One line of {@code k8s/verify/checks.tsv}.
 *
 * @param id never changes
 * @param row in the seed's checklist
 * @param holds what is to be seen
 * @param where it can be tried
 * @param reason why it cannot be tried elsewhere
 * @param command what to do there
 */
public record Check(
    String id, int row, String name, String holds, Where where, String reason, String command) {
  /** Where a check can be tried. */
  public enum Where {
    /** On any cluster that a kubeconfig names. */
    CLUSTER,
    /** On any local platform. */
    LOCAL,
    /** On the full local platform. */
    FULL,
    /** On the real site alone. */
    SITE
  }

  private static final int COLUMNS = 7;

  /**
   * Reads the file, in its order.
   *
   * @throws IllegalArgumentException when a line has other columns
   */
  public static List<Check> read(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Check::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("tried to read " + file, e);
    }
  }

  private static Check parse(String line) {
    String[] columns = line.split("\t", -1);
    if (columns.length != COLUMNS) {
      throw new IllegalArgumentException("a check has " + COLUMNS + " columns, not: " + line);
    }
    return new Check(
        columns[0],
        Integer.parseInt(columns[1]),
        columns[2],
        columns[3],
        Where.valueOf(columns[4].toUpperCase(Locale.ROOT)),
        columns[5],
        columns[6]);
  }
}
