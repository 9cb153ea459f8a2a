package ink.ml.dp.buildkit;

/**
 * Whether a build may read sources such as {@code docker-image://registry:5000/other/app:1}. Of the
 * rules that match a source the last one decides; without any, it is allowed.
 *
 * @param action what to do with a source that matches
 * @param match how {@code identifier} is to be read
 * @param identifier matched against the source's whole identifier
 */
public record SourceRule(Action action, Match match, String identifier) {
  /** What to do. */
  public enum Action {
    ALLOW,
    DENY
  }

  /** How an identifier is matched. */
  public enum Match {
    /** {@code *} stands for any text. */
    WILDCARD,
    EXACT,
    /** A regular expression of Go. */
    REGEX
  }

  public static SourceRule allow(Match match, String identifier) {
    return new SourceRule(Action.ALLOW, match, identifier);
  }

  public static SourceRule deny(Match match, String identifier) {
    return new SourceRule(Action.DENY, match, identifier);
  }
}
