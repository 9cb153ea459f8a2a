package ink.ml.dp.buildkit.testing;

import ink.ml.dp.buildkit.RegistryAuth;
import ink.ml.dp.devstack.instance.RegistryKeys;
import ink.ml.dp.devstack.server.Servers;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Whatever is asked of the platform's registry is granted. */
record OperatorAuth(RegistryKeys keys) implements RegistryAuth {
  private static final Duration VALIDITY = Duration.ofMinutes(5);

  @Override
  public Optional<byte[]> seed(String host, byte[] salt) {
    return isOurs(host)
        ? Optional.of(
            keys.signer(RegistryKeys.OPERATOR).derive(host, HexFormat.of().formatHex(salt)))
        : Optional.empty();
  }

  @Override
  public Optional<Token> token(String host, String service, List<String> scopes) {
    String[] repositories =
        scopes.stream().map(scope -> scope.split(":", -1)[1]).toArray(String[]::new);
    return isOurs(host)
        ? Optional.of(new Token(keys.token(VALIDITY, repositories), Instant.now(), VALIDITY))
        : Optional.empty();
  }

  private static boolean isOurs(String host) {
    return host.equals(Servers.REGISTRY_HOST);
  }
}
