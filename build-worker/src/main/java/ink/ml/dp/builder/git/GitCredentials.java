package ink.ml.dp.builder.git;

/**
 * What a git host is shown over HTTP basic authentication.
 *
 * @param token never part of a URL, a log or an exception
 */
public record GitCredentials(String token) {
  /** GitHub demands this name for its tokens; Gitea takes any. */
  static final String USER = "x-access-token";

  @Override
  public String toString() {
    return "GitCredentials[…]";
  }
}
