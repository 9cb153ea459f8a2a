package ink.ml.dp.buildkit.progress;

import ink.ml.dp.buildkit.ResolvedImage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads from the names of a build's steps what its base images were. The frontend says each twice:
 * as the Dockerfile names it when it is looked up, and with the digest that was found when it is
 * built upon. What is looked up by its digest cannot move and is left out.
 */
final class ResolvedImages {
  private static final String NAME = "([A-Za-z0-9][A-Za-z0-9._:/-]*)";
  private static final Pattern LOOKED_UP =
      Pattern.compile("\\[(?:[^\\]]* )?internal\\] load metadata for " + NAME);
  private static final Pattern BUILT_UPON =
      Pattern.compile("(?:\\[[^\\]]*\\] )?FROM " + NAME + "@(sha256:[0-9a-f]{64})");

  private ResolvedImages() {}

  /**
   * @param steps their names, in order
   */
  static List<ResolvedImage> of(List<String> steps) {
    Set<String> lookedUp = new HashSet<>();
    for (String step : steps) {
      Matcher match = LOOKED_UP.matcher(step);
      if (match.matches()) {
        lookedUp.add(match.group(1));
      }
    }
    List<ResolvedImage> found = new ArrayList<>();
    for (String step : steps) {
      Matcher match = BUILT_UPON.matcher(step);
      if (match.matches() && lookedUp.contains(match.group(1))) {
        found.add(new ResolvedImage(match.group(1), match.group(2)));
      }
    }
    return found.stream().distinct().toList();
  }
}
