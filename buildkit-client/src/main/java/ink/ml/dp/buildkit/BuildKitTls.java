package ink.ml.dp.buildkit;

import java.util.Optional;

/**
 * Mutual TLS towards the daemon, as PEM text.
 *
 * @param ca the certificates that the daemon's must be signed by; the system's when absent
 * @param identity what the client shows; a daemon with a CA of its own demands it
 */
public record BuildKitTls(Optional<String> ca, Optional<Identity> identity) {
  /**
   * A certificate with its key.
   *
   * @param certificate a chain, the client's own first
   * @param key in PKCS#8 ({@code BEGIN PRIVATE KEY}), not encrypted
   */
  public record Identity(String certificate, String key) {
    @Override
    public String toString() {
      return "Identity[…]";
    }
  }

  @Override
  public String toString() {
    return "BuildKitTls[ca=" + ca.isPresent() + ", identity=" + identity.isPresent() + "]";
  }
}
