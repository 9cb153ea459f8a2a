package ink.ml.dp.builder.app;

import ink.ml.dp.builder.git.GitConfig;
import ink.ml.dp.builder.git.GitCredentials;
import ink.ml.dp.builder.git.GitHubApp;
import ink.ml.dp.builder.git.GitLimits;
import ink.ml.dp.builder.git.PrivateKeys;
import ink.ml.dp.builder.logs.LogLimits;
import ink.ml.dp.buildkit.BuildKitAddress;
import ink.ml.dp.buildkit.BuildKitConfig;
import ink.ml.dp.buildkit.BuildKitTls;
import ink.ml.dp.buildkit.StepLimits;
import ink.ml.dp.runtime.config.SettingException;
import ink.ml.dp.runtime.config.Settings;
import ink.ml.dp.runtime.registry.RegistrySettings;
import ink.ml.dp.runtime.registry.RegistryTokenSigner;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that the build worker reads from its environment.
 *
 * @param workspace {@code WORKSPACE_DIR}
 * @param buildLogs {@code BUILD_LOG_DIR}
 * @param lokiPush {@code LOKI_PUSH_URL}; absent where logs stay on the disk
 * @param staticBase {@code STATIC_BASE_IMAGE}: has {@code caddy} and a shell
 * @param tokens {@code REGISTRY_TOKEN_KEY}: signs tokens for a registry that asks for them
 * @param syntax {@code DOCKERFILE_FRONTEND}: the image, pinned by digest, that answers for every
 *     listed {@code # syntax=}; absent where the builder's own frontend does
 * @param stepLimits {@code BUILD_STEP_MEMORY_BYTES} and {@code BUILD_STEP_CPU_MILLIS}
 * @param buildTimeout {@code BUILD_TIMEOUT_SECONDS}
 * @param buildSlots {@code BUILD_SLOTS}: builds at a time
 * @param cloneSlots {@code CLONE_SLOTS}: clones at a time
 * @param checkoutAge after which a checkout that nobody removed goes
 * @param cacheExportTimeout for one export of a cache
 */
public record BuildWorkerConfig(
    BuildKitConfig buildkit,
    RegistrySettings registry,
    GitConfig git,
    Path workspace,
    Path buildLogs,
    LogLimits logLimits,
    Optional<URI> lokiPush,
    String staticBase,
    Optional<RegistryTokenSigner> tokens,
    Optional<String> syntax,
    StepLimits stepLimits,
    Duration buildTimeout,
    int buildSlots,
    int cloneSlots,
    Duration checkoutAge,
    Duration cacheExportTimeout) {
  public static final String STATIC_BASE = "caddy:2";
  public static final Duration BUILD_TIMEOUT = Duration.ofMinutes(19);
  public static final int BUILD_SLOTS = 2;
  public static final int CLONE_SLOTS = 4;

  /** Both builds' attempts, three clones, and what they wait in between. */
  public static final Duration CHECKOUT_AGE = Duration.ofHours(3);

  public static final Duration CACHE_EXPORT_TIMEOUT = Duration.ofMinutes(5);

  /**
   * Reads and checks everything.
   *
   * @throws SettingException naming the variable that is missing or bad
   */
  public static BuildWorkerConfig read(Settings settings) {
    return new BuildWorkerConfig(
        buildkit(settings),
        RegistrySettings.read(settings),
        git(settings),
        settings.require("WORKSPACE_DIR", BuildWorkerConfig::absolute),
        settings.require("BUILD_LOG_DIR", BuildWorkerConfig::absolute),
        LogLimits.DEFAULT,
        settings.find("LOKI_PUSH_URL", BuildWorkerConfig::http),
        settings
            .find("STATIC_BASE_IMAGE", ImageNames::normalized)
            .orElse(ImageNames.normalized(STATIC_BASE)),
        RegistryTokenSigner.read(settings, "build-worker"),
        settings.find("DOCKERFILE_FRONTEND", BuildWorkerConfig::pinned),
        new StepLimits(
            number(settings, "BUILD_STEP_MEMORY_BYTES"), number(settings, "BUILD_STEP_CPU_MILLIS")),
        settings.find("BUILD_TIMEOUT_SECONDS", BuildWorkerConfig::seconds).orElse(BUILD_TIMEOUT),
        settings.find("BUILD_SLOTS", BuildWorkerConfig::slots).orElse(BUILD_SLOTS),
        settings.find("CLONE_SLOTS", BuildWorkerConfig::slots).orElse(CLONE_SLOTS),
        CHECKOUT_AGE,
        CACHE_EXPORT_TIMEOUT);
  }

  private static BuildKitConfig buildkit(Settings settings) {
    List<BuildKitAddress> pool = settings.require("BUILDKIT_HOST", BuildKitAddress::parseList);
    Optional<String> ca = settings.find("BUILDKIT_TLS_CA");
    Optional<String> certificate = settings.find("BUILDKIT_TLS_CERT");
    Optional<String> key = settings.find("BUILDKIT_TLS_KEY");
    if (certificate.isPresent() != key.isPresent()) {
      throw new SettingException(
          certificate.isPresent() ? "BUILDKIT_TLS_KEY" : "BUILDKIT_TLS_CERT",
          "is not set, but its other half is");
    }
    Optional<BuildKitTls.Identity> identity =
        certificate.map(c -> new BuildKitTls.Identity(c, key.orElseThrow()));
    Optional<BuildKitTls> tls =
        ca.isPresent() || identity.isPresent()
            ? Optional.of(new BuildKitTls(ca, identity))
            : Optional.empty();
    return BuildKitConfig.of(pool, tls);
  }

  private static GitConfig git(Settings settings) {
    Optional<String> appId = settings.find("GITHUB_APP_ID");
    Optional<GitHubApp> app =
        appId.map(
            id ->
                new GitHubApp(
                    settings
                        .find("GITHUB_API_URL", BuildWorkerConfig::http)
                        .orElse(GitConfig.GITHUB_API),
                    id,
                    settings.require("GITHUB_APP_PRIVATE_KEY", PrivateKeys::rsa)));
    return new GitConfig(
        settings.find("GITHUB_URL", BuildWorkerConfig::http).orElse(GitConfig.GITHUB),
        app,
        settings.find("GITEA_URL", BuildWorkerConfig::http),
        settings.find("GITEA_TOKEN").map(GitCredentials::new),
        GitLimits.DEFAULT);
  }

  private static URI http(String text) {
    URI uri = URI.create(text);
    boolean usable =
        ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
            && uri.getHost() != null
            && uri.getUserInfo() == null;
    if (!usable) {
      throw new IllegalArgumentException("must be an http or https URL without credentials");
    }
    return uri;
  }

  private static String pinned(String image) {
    if (!image.matches(".+@sha256:[0-9a-f]{64}")) {
      throw new IllegalArgumentException("must be an image with its digest (@sha256:…)");
    }
    return ImageNames.normalized(image);
  }

  private static Path absolute(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("must be an absolute path");
    }
    return path;
  }

  private static Duration seconds(String text) {
    return Duration.ofSeconds(Integer.parseUnsignedInt(text));
  }

  private static int slots(String text) {
    int slots = Integer.parseInt(text);
    if (slots < 1 || slots > 100) {
      throw new IllegalArgumentException("must be between 1 and 100");
    }
    return slots;
  }

  private static OptionalLong number(Settings settings, String name) {
    return settings
        .find(name, Long::parseUnsignedLong)
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }
}
