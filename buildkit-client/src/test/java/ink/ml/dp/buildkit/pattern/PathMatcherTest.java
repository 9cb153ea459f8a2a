package ink.ml.dp.buildkit.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases that matter, by hand; the fuzz against Docker's own matcher has the rest. */
class PathMatcherTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = ';',
      value = {
        "node_modules; node_modules; true",
        "node_modules; node_modules/a/b.js; true",
        "node_modules; web/node_modules; false",
        "node_modules; node_modules2; false",
        "**/node_modules; node_modules; true",
        "**/node_modules; web/node_modules/a; true",
        "**/node_modules; my_node_modules; false",
        "*.log; a.log; true",
        "*.log; dir/a.log; false",
        "*.log; .log; true",
        "**/*.log; dir/sub/a.log; true",
        "dir/*; dir/a; true",
        "dir/*; dir/sub/a; true",
        "dir/*; dir; false",
        "dir/**; dir/sub/a; true",
        "dir/**; dir; false",
        "dir/**/a; dir/a; true",
        "dir/**/a; dir/x/y/a; true",
        "a**; abc/d; true",
        "a?c; abc; true",
        "a?c; a/c; false",
        "a?c; a\uD83D\uDE00c; true",
        "[a-c]x; bx; true",
        "[^a-c]x; bx; false",
        "./src/; src; true",
        "src/../lib; lib/a; true",
        "a.c; abc; false",
        "*(1)+$; x(1)+$; true",
        "\\*.md; *.md; true",
        "\\*.md; a.md; false",
        "*.{js,ts}; a.js; false",
        "bin\\Debug; bin/Debug; false",
        "src\\build; src/build; false",
        "**; anything/at/all; true",
        "*; anything/at/all; true",
      })
  void matchesAsDockerDoes(String pattern, String path, boolean expected) {
    assertThat(matches(path, pattern)).isEqualTo(expected);
  }

  @Test
  void letsTheLastMatchDecide() {
    assertThat(matches("docs/a.md", "docs", "!docs/a.md")).isFalse();
    assertThat(matches("docs/b.md", "docs", "!docs/a.md")).isTrue();
    assertThat(matches("docs/a.md", "!docs/a.md", "docs")).isTrue();
    assertThat(matches("docs/a.md", "docs", "!docs", "**/*.md")).isTrue();
    assertThat(matches("README.md", "*", "!README.md")).isFalse();
  }

  @Test
  void skipsBlankLinesAndTrimsTheOthers() {
    PathMatcher matcher = new PathMatcher(List.of("", " \t", "\u00A0a \u2003"));
    assertThat(matcher.patterns()).hasToString("[a]");
    assertThat(matcher.match("a", null).matched()).isTrue();
  }

  @Test
  void givesTheSameAnswerOnTheWayDown() {
    PathMatcher matcher = new PathMatcher(List.of("a/*", "!a/b", "a/b/c"));
    PathMatcher.Match a = matcher.match("a", null);
    PathMatcher.Match b = matcher.match("a/b", a);
    assertThat(a.matched()).isFalse();
    assertThat(b.matched()).isFalse();
    assertThat(matcher.match("a/b/c", b).matched()).isTrue();
    assertThat(matcher.match("a/b/d", b).matched()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "[", "[]a]", "a[", "\\", "[a-]", "[^]"})
  void refusesWhatHasNoMeaning(String pattern) {
    assertThatThrownBy(() -> new PathMatcher(List.of(pattern)))
        .isInstanceOf(InvalidPatternException.class);
  }

  @Test
  void complainsOnlyWhenItMustLook() {
    PathMatcher matcher = new PathMatcher(List.of("!*[b-a]"));
    assertThat(matcher.match("x", null).matched()).isFalse();
    assertThatThrownBy(() -> matches("x", "*[b-a]"))
        .isInstanceOf(InvalidPatternException.class)
        .hasMessageContaining("*[b-a]");
  }

  @Test
  void takesLinearTime() {
    String evil = "*a".repeat(200) + "b";
    assertThat(matches("a".repeat(5000), evil)).isFalse();
    assertThat(matches("a".repeat(4999) + "b", evil)).isTrue();
    assertThatThrownBy(() -> matches("a", "*" + "a{1000}".repeat(1000)))
        .isInstanceOf(InvalidPatternException.class);
  }

  @Test
  void stopsInTheMiddleOfAPathWhenNobodyWaits() {
    AtomicInteger looks = new AtomicInteger();
    PathMatcher matcher =
        new PathMatcher(
            List.of("*a".repeat(60) + "b"),
            new PatternBudget(Long.MAX_VALUE, () -> looks.incrementAndGet() > 50));
    assertThatThrownBy(() -> matcher.match("a".repeat(5000), null))
        .isInstanceOf(PatternBudgetException.class)
        .hasMessage("nobody waits for the files any more");
    assertThat(looks).hasValue(51);
  }

  private static boolean matches(String path, String... patterns) {
    return new PathMatcher(List.of(patterns)).match(path, null).matched();
  }
}
