package ink.ml.dp.buildkit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Lets a build's daemon in at registries that ask for tokens: the client makes them, and the daemon
 * never talks to whoever else would. Called from many threads.
 */
public interface RegistryAuth {
  /**
   * Who we are to a registry. The daemon keeps tokens by this key and gives them to any other
   * session that can sign with it, so builds that must not share a token must not share a seed.
   *
   * @param host as {@code registry:5000}
   * @param salt the daemon's own, new whenever it starts
   * @return 32 bytes, or empty for a registry that is none of ours: that is asked as anybody
   */
  Optional<byte[]> seed(String host, byte[] salt);

  /**
   * Makes a token for what of these scopes the build may have.
   *
   * @param service as the registry calls itself
   * @param scopes such as {@code repository:a/b:pull,push}
   * @return empty when the build may have none of them
   */
  Optional<Token> token(String host, String service, List<String> scopes);

  /** No tokens for any registry. */
  static RegistryAuth none() {
    return new RegistryAuth() {
      @Override
      public Optional<byte[]> seed(String host, byte[] salt) {
        return Optional.empty();
      }

      @Override
      public Optional<Token> token(String host, String service, List<String> scopes) {
        return Optional.empty();
      }
    };
  }

  /** A token. */
  record Token(String value, Instant issuedAt, Duration validity) {
    @Override
    public String toString() {
      return "Token[…]";
    }
  }
}
