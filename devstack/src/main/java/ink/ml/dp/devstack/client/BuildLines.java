package ink.ml.dp.devstack.client;

import ink.ml.dp.devstack.instance.Progress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells what a build's log says: each step once, with its time, when it is over for certain.
 * BuildKit ends a step again for each part of it that turns up later, so a step is over when the
 * next begins; its time is the longest that was named. What a step prints is told at once.
 */
final class BuildLines {
  private static final Pattern STEP = Pattern.compile("#(\\d+) (.*)");
  private static final Pattern DONE = Pattern.compile("DONE (\\d+\\.\\d)s");
  private static final Pattern TIME = Pattern.compile("^\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z ");

  private final Progress progress;
  private final Map<String, Step> steps = new LinkedHashMap<>();

  BuildLines(Progress progress) {
    this.progress = progress;
  }

  private static final class Step {
    private final String name;
    private double seconds;
    private String end = "";
    private boolean told;

    Step(String name) {
      this.name = name;
    }
  }

  /** A line of the log, as the build worker writes it. */
  void accept(String line) {
    String text = TIME.matcher(line).replaceFirst("");
    Matcher matcher = STEP.matcher(text);
    if (!matcher.matches()) {
      finish();
      progress.say("build: " + text);
      return;
    }
    String number = matcher.group(1);
    Step step = steps.get(number);
    if (step == null) {
      finish();
      steps.put(number, new Step(matcher.group(2)));
      progress.now("build: #" + number + " " + matcher.group(2));
    } else if (!ends(step, matcher.group(2))) {
      progress.say("build: #" + number + " | " + matcher.group(2));
    }
  }

  /** Tells the steps that are over. */
  void finish() {
    steps.forEach(
        (number, step) -> {
          if (!step.told && !step.end.isEmpty()) {
            step.told = true;
            progress.step("build: #" + number + " " + step.name + ": " + step.end);
          }
        });
  }

  private static boolean ends(Step step, String text) {
    Matcher done = DONE.matcher(text);
    if (done.matches()) {
      step.seconds = Math.max(step.seconds, Double.parseDouble(done.group(1)));
      step.end = String.format(Locale.ROOT, "%.1f s", step.seconds);
      return true;
    }
    if (text.equals("CACHED")) {
      step.end = "cached";
      return true;
    }
    if (text.startsWith("ERROR: ")) {
      // What a service's first build is told of its cache.
      boolean noCache = step.name.startsWith("importing cache") && text.endsWith(": not found");
      step.end = noCache ? "none yet" : text;
      return true;
    }
    return false;
  }
}
