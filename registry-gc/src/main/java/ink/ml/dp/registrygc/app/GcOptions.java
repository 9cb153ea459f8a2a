package ink.ml.dp.registrygc.app;

import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.registrygc.guard.RegistryAccess;
import ink.ml.dp.registrygc.guard.Sleeper;
import ink.ml.dp.registrygc.kubernetes.ApiAccess;
import ink.ml.dp.registrygc.kubernetes.TokenAccess;
import ink.ml.dp.registrygc.policy.CountMode;
import ink.ml.dp.registrygc.policy.Pin;
import ink.ml.dp.registrygc.policy.RetentionSettings;
import ink.ml.dp.registrygc.registry.HttpRegistry;
import ink.ml.dp.registrygc.registry.QuiescedRegistry;
import ink.ml.dp.registrygc.registry.RegistryTokens;
import ink.ml.dp.registrygc.run.GcSettings;
import ink.ml.dp.registrygc.run.SweepSettings;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What can be set, by option or by environment. Every duration may be zero.
 *
 * @param tokens for the registry's API
 * @param audit where the audit goes, or empty for the standard output
 * @param outside the cluster, for a run outside of it
 */
record GcOptions(
    GcSettings settings,
    Optional<URI> registryUrl,
    Optional<URI> registryRead,
    Optional<URI> registryMetrics,
    RegistryTokens tokens,
    boolean registryStopped,
    Optional<Path> rootsFile,
    Optional<Outside> outside,
    Optional<Path> audit) {

  /** A cluster, its authority and a file with a token for it. */
  record Outside(URI cluster, Path authority, Path token) {
    ApiAccess access() {
      return TokenAccess.outside(cluster, authority, token);
    }
  }

  /**
   * Reads and checks everything.
   *
   * @throws ink.ml.dp.model.setting.SettingException naming the variable that is not valid
   * @throws IllegalArgumentException when something is missing that belongs to something set
   */
  static GcOptions read(Settings settings) {
    return new GcOptions(
        new GcSettings(
            new StoreLayout(
                settings
                    .path("GC_ROOT", "the registry's root directory")
                    .orElse(Path.of("/var/lib/registry"))),
            settings
                .integer(
                    "GC_THREADS",
                    "threads that read, rename and remove; they wait for the disk more than they"
                        + " compute")
                .between(1, 1024)
                .orElse(48),
            retention(settings),
            sweep(settings)),
        settings.url("GC_REGISTRY", "the registry's API").optional(),
        settings
            .url(
                "GC_REGISTRY_READ",
                "the API of a process that serves the same files to those who pull; the canary must"
                    + " vanish there too")
            .optional(),
        settings
            .url(
                "GC_REGISTRY_METRICS",
                "the registry's Prometheus metrics; they shorten the settling")
            .optional(),
        settings
            .path(
                "GC_REGISTRY_KEY",
                "what signs tokens, for a registry that answers nobody without one")
            .as(
                "a file that holds an Ed25519 key in PKCS#8",
                file -> RegistryTokens.signedWith(file, Clock.systemUTC()))
            .orElse(RegistryTokens.none(), ""),
        settings.flag(
            "GC_REGISTRY_STOPPED", "the registry is stopped or only reads; it is not talked to"),
        settings
            .path("GC_ROOTS_FILE", "take what is in use from this JSON file, not from a cluster")
            .optional(),
        outside(settings),
        settings
            .text(
                "GC_AUDIT", "the file that the audit goes to as JSON lines, - for standard output")
            .as(
                "a path or -",
                text -> text.equals("-") ? Optional.<Path>empty() : Optional.of(Path.of(text)))
            .orElse(Optional.empty(), "`-`"));
  }

  private static RetentionSettings retention(Settings settings) {
    return new RetentionSettings(
        settings.integer("GC_KEEP", "how many of the newest stay").min(0).orElse(2),
        settings.choice("GC_COUNT", "what GC_KEEP counts", CountMode.class).orElse(CountMode.TAGS),
        age(settings, "GC_MIN_AGE", "what is younger stays", Duration.ofHours(24)),
        age(
            settings,
            "GC_BUSY_WINDOW",
            "a repository written to in this time stays",
            Duration.ofMinutes(15)),
        age(settings, "GC_CACHE_TTL", "how long an unused build cache stays", Duration.ofDays(14)),
        age(
            settings,
            "GC_GONE_GRACE",
            "how long a deleted service's images stay",
            Duration.ofDays(7)),
        age(settings, "GC_STALE_UPLOAD", "when an upload counts as given up", Duration.ofHours(72)),
        age(
            settings,
            "GC_UNTRUSTED_WINDOW",
            "when 90 % of a repository's tags were written within this time, their order is not"
                + " trusted; 0s trusts it",
            Duration.ofSeconds(60)),
        settings
            .integer(
                "GC_BRAKE_FLOOR",
                "how many images must have been in use for a fall by half to stop a run")
            .min(0)
            .orElse(4),
        settings
            .texts("GC_PIN", "what stays in any case, REPOSITORY:TAG; * stands for anything")
            .as(
                "a list of REPOSITORY:TAG, separated by commas",
                pins -> pins.stream().map(Pin::parse).toList())
            .orElse(List.of(), ""));
  }

  private static SweepSettings sweep(Settings settings) {
    return new SweepSettings(
        age(
            settings,
            "GC_SETTLE",
            "the longest wait for pushes in flight",
            Duration.ofSeconds(120)),
        settings
            .durations("GC_RECONCILE", "when to look again after moving things to the trash")
            .orElse(
                List.of(
                    Duration.ZERO,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60)))
            .stream()
            .sorted()
            .toList(),
        age(
            settings,
            "GC_TRASH_AGE",
            "how long what was moved to the trash can be restored",
            Duration.ofHours(20)),
        age(
            settings,
            "GC_EMPTY_DIRECTORY_AGE",
            "how long empty directories stay",
            Duration.ofHours(24)),
        settings
            .integer("GC_LOW_SPACE_PERCENT", "with less free space, run acts as --purge-now")
            .between(0, 100)
            .orElse(10),
        settings
            .integer("GC_VERIFY_SAMPLE", "how many kept blobs are read and hashed")
            .between(0, 1_000_000)
            .orElse(16),
        settings
            .integer("GC_BALLAST_BYTES", "set aside for runs on a full disk")
            .between(0, 1 << 30)
            .orElse(8 << 20));
  }

  private static Duration age(Settings settings, String name, String meaning, Duration otherwise) {
    return settings.duration(name, meaning).orElse(otherwise);
  }

  private static Optional<Outside> outside(Settings settings) {
    Optional<URI> cluster =
        settings.url("GC_CLUSTER", "the API server, for a run outside of its cluster").optional();
    Optional<Path> authority =
        settings
            .path("GC_CLUSTER_CA", "the certificates that GC_CLUSTER must show, as PEM")
            .optional();
    Optional<Path> token =
        settings
            .path("GC_CLUSTER_TOKEN", "the file that holds the token for GC_CLUSTER")
            .optional();
    if (cluster.isPresent() != authority.isPresent() || cluster.isPresent() != token.isPresent()) {
      throw new IllegalArgumentException(
          "--cluster (GC_CLUSTER), --cluster-ca and --cluster-token go together");
    }
    return cluster.map(url -> new Outside(url, authority.orElseThrow(), token.orElseThrow()));
  }

  /**
   * The registry to talk to.
   *
   * @throws IllegalArgumentException when neither its address nor that it is stopped was said
   */
  RegistryAccess registry() {
    if (registryStopped) {
      return RegistryAccess.STOPPED;
    }
    return new HttpRegistry(
        registryUrl.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--registry (GC_REGISTRY) is missing; --registry-stopped does without")),
        registryRead,
        registryMetrics,
        Sleeper::real,
        tokens);
  }

  /**
   * The registry, which is to take no pushes meanwhile.
   *
   * @throws IllegalArgumentException as above
   */
  RegistryAccess quiescedRegistry() {
    return registryStopped
        ? registry()
        : registryUrl
            .<RegistryAccess>map(url -> new QuiescedRegistry(url, tokens))
            .orElseGet(this::registry);
  }
}
