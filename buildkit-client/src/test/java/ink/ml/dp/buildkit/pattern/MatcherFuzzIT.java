package ink.ml.dp.buildkit.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ink.ml.dp.buildkit.pattern.MatcherOracle.Answer;
import ink.ml.dp.buildkit.pattern.MatcherOracle.Question;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Our matcher against Docker's own, on random patterns; needs Go. {@code -Dfuzz.seed=N} repeats a
 * run, {@code -Dfuzz.cases=N} makes it longer.
 */
class MatcherFuzzIT {
  private static final int PATHS = 40;

  @Test
  void agreesWithDockers() throws Exception {
    Optional<MatcherOracle> started = MatcherOracle.start();
    assumeTrue(started.isPresent(), "Go is not installed, so there is nothing to compare with");
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    try (MatcherOracle docker = started.get()) {
      for (int i = 0; i < Integer.getInteger("fuzz.cases", 2000); i++) {
        RandomPatterns random = new RandomPatterns(seed + i);
        Question question = new Question(random.patterns(), random.paths(PATHS));
        assertThat(ours(question))
            .as("-Dfuzz.seed=%d -Dfuzz.cases=1: %s", seed + i, question)
            .isEqualTo(docker.ask(question));
      }
    }
  }

  private static Answer ours(Question question) {
    List<String> patterns = question.patterns();
    String glob = letters(question, path -> () -> Glob.matches(patterns.getFirst(), path));
    try {
      new PathMatcher(patterns);
    } catch (InvalidPatternException _) {
      return new Answer(true, "", "", glob);
    }
    return new Answer(
        false,
        letters(question, path -> () -> new PathMatcher(patterns).match(path, null).matched()),
        letters(question, path -> () -> walked(new PathMatcher(patterns), path)),
        glob);
  }

  private static boolean walked(PathMatcher matcher, String path) {
    PathMatcher.@Nullable Match match = null;
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      match = matcher.match(path.substring(0, slash), match);
    }
    return matcher.match(path, match).matched();
  }

  private interface Asked {
    BooleanSupplier about(String path);
  }

  private static String letters(Question question, Asked asked) {
    return question.paths().stream()
        .map(path -> letter(asked.about(path)))
        .collect(Collectors.joining());
  }

  private static String letter(BooleanSupplier matches) {
    try {
      return matches.getAsBoolean() ? "y" : "n";
    } catch (InvalidPatternException _) {
      return "e";
    }
  }
}
