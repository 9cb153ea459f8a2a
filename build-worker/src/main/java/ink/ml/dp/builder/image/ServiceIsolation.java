package ink.ml.dp.builder.image;

import ink.ml.dp.buildkit.RegistryAuth;
import ink.ml.dp.buildkit.SourceRule;
import ink.ml.dp.buildkit.TenantIsolation;
import ink.ml.dp.model.name.EnvironmentVersion;
import ink.ml.dp.model.name.RegistryHost;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.model.token.RegistryTokenSigner;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What keeps one service's builds apart from all others: the one place that says so.
 *
 * @param registry where images are pushed to
 * @param signer makes the tokens for it; absent where it asks for none
 * @param syntax the image that answers for every listed {@code # syntax=}; absent where the
 *     daemon's own frontend does
 */
public record ServiceIsolation(
    RegistryHost registry, Optional<RegistryTokenSigner> signer, Optional<String> syntax) {
  private static final int SALT_CHARACTERS = 40;
  private static final int TENANT_CHARACTERS = 16;

  /** Without tokens and without an image for the syntax. */
  public static ServiceIsolation of(RegistryHost registry) {
    return new ServiceIsolation(registry, Optional.empty(), Optional.empty());
  }

  /** Names a service, unique over tenants, whose name it begins with, up to a slash. */
  public static String app(RequestScope service) {
    return service.tenant() + "/" + service.project() + "/" + service.name();
  }

  /**
   * For one build.
   *
   * @param secrets the version of the values that its steps may see, which are in no key
   *     themselves; absent when no step sees any
   * @param platform what the platform's own plan builds upon
   * @param dockerfileAsks whether the Dockerfile names a syntax, a listed one
   */
  public TenantIsolation of(
      RequestScope service,
      Optional<EnvironmentVersion> secrets,
      List<SourceRule> platform,
      boolean dockerfileAsks) {
    return of(app(service), ServiceImages.of(registry, service), secrets, platform, dockerfileAsks);
  }

  TenantIsolation of(
      String app,
      ServiceImages images,
      Optional<EnvironmentVersion> secrets,
      List<SourceRule> platform,
      boolean dockerfileAsks) {
    String version = secrets.map(EnvironmentVersion::value).orElse("");
    return new TenantIsolation(
        // The step's runtime reads from the first part whose disk and CPU it is (share.go).
        salt("tenant", app.split("/", 2)[0]).substring(0, TENANT_CHARACTERS)
            + "-"
            + salt("steps", app, version),
        salt("mounts", app),
        SourcePolicy.rules(registry, platform),
        dockerfileAsks ? syntax : Optional.empty(),
        signer
            .<RegistryAuth>map(tokens -> new ServiceTokens(tokens, registry, images, app))
            .orElseGet(RegistryAuth::none));
  }

  /** A host name that no other list of parts gives. */
  private static String salt(String... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, SALT_CHARACTERS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
