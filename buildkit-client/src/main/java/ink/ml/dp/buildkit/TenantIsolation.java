package ink.ml.dp.buildkit;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What keeps one build apart from those of others on the same daemon; every solve that runs others'
 * code carries one. Entitlements are none of it: no solve asks for any.
 *
 * @param salt the host name of every step, and so in the cache's key of every step: equal salts
 *     share results, others do not. Each step gets a network namespace of its own with it. Empty
 *     for none
 * @param cacheNamespace who shares cache mounts; the daemon forgets the name of a mount whose
 *     namespace has a slash, so there is none in it. Empty for none
 * @param sources what may be read; for the message, because a fence is what holds
 * @param syntax the image that is run for a Dockerfile's {@code # syntax=} whatever that says; when
 *     absent the daemon's own frontend answers, and the line is a comment
 * @param registry tokens
 */
public record TenantIsolation(
    String salt,
    String cacheNamespace,
    List<SourceRule> sources,
    Optional<String> syntax,
    RegistryAuth registry) {
  private static final Pattern LABEL = Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)?");

  public TenantIsolation {
    if (!LABEL.matcher(salt).matches() || !LABEL.matcher(cacheNamespace).matches()) {
      throw new IllegalArgumentException("a salt and a namespace must be host names");
    }
    sources = List.copyOf(sources);
  }

  /** For code that is trusted, and for tests: everything is shared. */
  public static TenantIsolation none() {
    return new TenantIsolation("", "", List.of(), Optional.empty(), RegistryAuth.none());
  }

  /** Whether it is {@link #none()}: then the Dockerfile chooses its frontend. */
  public boolean isNone() {
    return salt.isEmpty();
  }
}
