package ink.ml.dp.devstack.verify;

import ink.ml.dp.devstack.verify.Outcome.Status;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Outcomes as text. */
public final class Reports {
  private Reports() {}

  /** A line for each, and how many of each kind, for people. */
  public static String table(List<Outcome> outcomes) {
    String lines =
        outcomes.stream()
            .map(
                outcome ->
                    String.format(
                        Locale.ROOT,
                        "%2d  %-18s %-20s %5.1f s  %s",
                        outcome.row(),
                        outcome.name(),
                        outcome.status(),
                        outcome.seconds(),
                        lastLine(outcome.text())))
            .collect(Collectors.joining("\n"));
    return String.format(
        Locale.ROOT,
        "%s%n%d pass, %d fail, %d need the real site",
        lines,
        count(outcomes, Status.PASS),
        count(outcomes, Status.FAIL),
        count(outcomes, Status.NEEDS_SITE));
  }

  /** As CI servers read it; what needs the real site is skipped there, with the reason. */
  public static String junit(List<Outcome> outcomes) {
    String cases =
        outcomes.stream().map(Reports::testCase).collect(Collectors.joining("\n", "", "\n"));
    return String.format(
        Locale.ROOT,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>%n"
            + "<testsuite name=\"verify\" tests=\"%d\" failures=\"%d\" skipped=\"%d\">%n"
            + "%s</testsuite>%n",
        outcomes.size(),
        count(outcomes, Status.FAIL),
        count(outcomes, Status.NEEDS_SITE),
        cases);
  }

  private static String testCase(Outcome outcome) {
    String text = escaped(outcome.text());
    String inside =
        switch (outcome.status()) {
          case PASS -> "<system-out>" + text + "</system-out>";
          case FAIL ->
              "<failure message=\""
                  + escaped(lastLine(outcome.text()))
                  + "\">"
                  + text
                  + "</failure>";
          case NEEDS_SITE -> "<skipped message=\"" + text + "\"/>";
        };
    return String.format(
        Locale.ROOT,
        "  <testcase classname=\"verify\" name=\"%s\" time=\"%.3f\">%s</testcase>",
        escaped(outcome.id()),
        outcome.seconds(),
        inside);
  }

  private static long count(List<Outcome> outcomes, Status status) {
    return outcomes.stream().filter(outcome -> outcome.status() == status).count();
  }

  private static String lastLine(String text) {
    return text.lines().reduce((first, second) -> second).orElse("");
  }

  /** Without what XML has no way to say, such as a terminal's colours. */
  private static String escaped(String text) {
    return text.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]", "")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
