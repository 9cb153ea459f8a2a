package ink.ml.dp.builder.app;

import ink.ml.dp.builder.git.GitCredentials;
import ink.ml.dp.builder.git.GitHubApp;
import ink.ml.dp.builder.git.GitSettings;
import ink.ml.dp.builder.git.PrivateKeys;
import ink.ml.dp.builder.logs.LogLimits;
import ink.ml.dp.buildkit.BuildKitAddress;
import ink.ml.dp.buildkit.BuildKitSettings;
import ink.ml.dp.buildkit.BuildKitTls;
import ink.ml.dp.buildkit.StepLimits;
import ink.ml.dp.model.name.InvalidValueException;
import ink.ml.dp.model.setting.Setting;
import ink.ml.dp.model.setting.SettingException;
import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.model.token.RegistryTokenSigner;
import ink.ml.dp.runtime.registry.RegistrySettings;
import ink.ml.dp.runtime.registry.RegistryTokenSettings;
import java.net.URI;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that the build worker reads from its environment.
 *
 * @param tokens for a registry that asks for them
 * @param syntax pinned by digest
 * @param buildSlots one of them is kept for tenants with nothing running, if there are several
 * @param buildWait how long a build may wait for a slot
 * @param checkoutAge after which a checkout that nobody removed goes
 * @param cacheExportTimeout for one export of a cache
 */
public record BuildSettings(
    BuildKitSettings buildkit,
    RegistrySettings registry,
    GitSettings git,
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
    Duration buildWait,
    Duration checkoutAge,
    Duration cacheExportTimeout) {
  public static final String STATIC_BASE = "caddy:2";
  public static final Duration BUILD_TIMEOUT = Duration.ofMinutes(19);
  public static final int BUILD_SLOTS = 3;
  public static final Duration BUILD_WAIT = Duration.ofHours(2);

  /** Less than the workflows let a build wait at a builder that lives. */
  private static final Duration LONGEST_WAIT = Duration.ofHours(3);

  /** Both builds' attempts, three clones, and what they wait in between. */
  public static final Duration CHECKOUT_AGE = Duration.ofHours(3);

  public static final Duration CACHE_EXPORT_TIMEOUT = Duration.ofMinutes(5);

  /**
   * Reads and checks everything.
   *
   * @throws SettingException naming the variable that is missing or bad
   */
  public static BuildSettings read(Settings settings) {
    return new BuildSettings(
        buildkit(settings),
        RegistrySettings.read(settings),
        git(settings),
        settings.absolutePath("WORKSPACE_DIR", "where repositories are checked out").required(),
        settings.absolutePath("BUILD_LOG_DIR", "where build logs are written").required(),
        LogLimits.DEFAULT,
        settings.url("LOKI_PUSH_URL", "where build logs are sent as well").optional(),
        image(settings, "STATIC_BASE_IMAGE", "the base of static sites: has `caddy` and a shell")
            .orElse(ImageNames.normalized(STATIC_BASE)),
        RegistryTokenSettings.read(settings, "build-worker"),
        image(
                settings,
                "DOCKERFILE_FRONTEND",
                "answers for every listed `# syntax=`, instead of the builder's own frontend")
            .as("an image with its digest (@sha256:…)", BuildSettings::pinned)
            .optional(),
        new StepLimits(
            limit(settings, "BUILD_STEP_MEMORY_BYTES", "memory that a build step may use"),
            limit(
                settings,
                "BUILD_STEP_CPU_MILLIS",
                "thousandths of a CPU that a build step may use")),
        settings
            .duration("BUILD_TIMEOUT_SECONDS", "how long a build may take")
            .orElse(BUILD_TIMEOUT),
        settings
            .integer(
                "BUILD_SLOTS",
                "builds at a time, clones included; of several, the last is kept for tenants with nothing running")
            .between(1, 100)
            .orElse(BUILD_SLOTS),
        settings
            .duration(
                "BUILD_WAIT_SECONDS",
                "how long a build may wait for its turn before BUILD_CAPACITY")
            .between(Duration.ofSeconds(1), LONGEST_WAIT)
            .orElse(BUILD_WAIT),
        CHECKOUT_AGE,
        CACHE_EXPORT_TIMEOUT);
  }

  private static BuildKitSettings buildkit(Settings settings) {
    List<BuildKitAddress> pool =
        settings
            .text("BUILDKIT_HOST", "the builders; each service always goes to the same one")
            .as(
                "tcp://host:port or unix:///path, or several of them separated by commas",
                BuildKitAddress::parseList)
            .required();
    settings.together("BUILDKIT_TLS_CERT", "BUILDKIT_TLS_KEY");
    Optional<String> ca =
        settings.text("BUILDKIT_TLS_CA", "the authority of the builders' certificates").optional();
    Optional<String> certificate =
        settings.text("BUILDKIT_TLS_CERT", "this worker's certificate, in PEM").optional();
    Optional<String> key =
        settings.text("BUILDKIT_TLS_KEY", "the key of `BUILDKIT_TLS_CERT`").secret().optional();
    Optional<BuildKitTls.Identity> identity =
        certificate.map(c -> new BuildKitTls.Identity(c, key.orElseThrow()));
    Optional<BuildKitTls> tls =
        ca.isPresent() || identity.isPresent()
            ? Optional.of(new BuildKitTls(ca, identity))
            : Optional.empty();
    return BuildKitSettings.of(pool, tls);
  }

  private static GitSettings git(Settings settings) {
    settings.together("GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY");
    Optional<String> appId =
        settings.text("GITHUB_APP_ID", "the GitHub App that reads repositories").optional();
    Optional<PrivateKey> appKey =
        settings
            .text("GITHUB_APP_PRIVATE_KEY", "the GitHub App's key")
            .as("an unencrypted RSA private key in PEM", PrivateKeys::rsa)
            .secret()
            .optional();
    URI api = settings.url("GITHUB_API_URL", "GitHub's API").orElse(GitSettings.GITHUB_API);
    return new GitSettings(
        settings.url("GITHUB_URL", "where GitHub's repositories are").orElse(GitSettings.GITHUB),
        appId.map(id -> new GitHubApp(api, id, appKey.orElseThrow())),
        settings.url("GITEA_URL", "where Gitea's repositories are").optional(),
        settings
            .text("GITEA_TOKEN", "reads Gitea's repositories")
            .as("a text", GitCredentials::new)
            .secret()
            .optional(),
        GitLimitSettings.read(settings));
  }

  private static Setting<String> image(Settings settings, String name, String meaning) {
    return settings.text(name, meaning).as("an image name", ImageNames::normalized);
  }

  private static String pinned(String image) {
    if (!image.matches(".+@sha256:[0-9a-f]{64}")) {
      throw new InvalidValueException("must be an image with its digest (@sha256:…)");
    }
    return image;
  }

  private static OptionalLong limit(Settings settings, String name, String meaning) {
    return settings.number(name, meaning).min(0L).optional().stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }
}
