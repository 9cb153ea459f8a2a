package ink.ml.dp.builder.image;

import ink.ml.dp.buildkit.RegistryAuth;
import ink.ml.dp.model.name.RegistryHost;
import ink.ml.dp.model.token.RegistryTokenSigner;
import ink.ml.dp.model.token.RegistryTokenSigner.Access;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lets one service's builds at its two repositories, its images and its cache, and at nothing else.
 * Its seed is its own, so that the daemon gives its tokens to no other service's build.
 */
record ServiceTokens(
    RegistryTokenSigner signer, RegistryHost registry, ServiceImages images, String app)
    implements RegistryAuth {
  /** Longer pushes ask again. */
  private static final Duration VALIDITY = Duration.ofMinutes(5);

  private static final Set<String> ACTIONS = Set.of("pull", "push");

  @Override
  public Optional<byte[]> seed(String host, byte[] salt) {
    return host.equals(registry.value())
        ? Optional.of(signer.derive("builds", host, HexFormat.of().formatHex(salt), app))
        : Optional.empty();
  }

  @Override
  public Optional<Token> token(String host, String service, List<String> scopes) {
    if (!host.equals(registry.value())) {
      return Optional.empty();
    }
    List<Access> allowed = scopes.stream().flatMap(scope -> allowed(scope).stream()).toList();
    return allowed.isEmpty()
        ? Optional.empty()
        : Optional.of(new Token(signer.sign(app, allowed, VALIDITY), Instant.now(), VALIDITY));
  }

  /** Of {@code repository:a/b:pull,push}, what may be had. */
  private Optional<Access> allowed(String scope) {
    String[] parts = scope.split(":", -1);
    if (parts.length != 3 || !parts[0].equals("repository") || !isOwn(parts[1])) {
      return Optional.empty();
    }
    List<String> actions =
        Arrays.stream(parts[2].split(",", -1)).filter(ACTIONS::contains).toList();
    return actions.isEmpty() ? Optional.empty() : Optional.of(new Access(parts[1], actions));
  }

  private boolean isOwn(String repository) {
    return repository.equals(images.images().path()) || repository.equals(images.caches().path());
  }
}
