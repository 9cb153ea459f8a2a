package ink.ml.dp.registrygc.app;

import ink.ml.dp.registrygc.guard.RegistryAccess;
import ink.ml.dp.registrygc.guard.Sleeper;
import ink.ml.dp.registrygc.kubernetes.ApiAccess;
import ink.ml.dp.registrygc.kubernetes.TokenAccess;
import ink.ml.dp.registrygc.policy.CountMode;
import ink.ml.dp.registrygc.policy.Pin;
import ink.ml.dp.registrygc.policy.RetentionSettings;
import ink.ml.dp.registrygc.registry.HttpRegistry;
import ink.ml.dp.registrygc.registry.QuiescedRegistry;
import ink.ml.dp.registrygc.run.GcSettings;
import ink.ml.dp.registrygc.run.SweepSettings;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What can be set, by option or by environment. Every duration may be zero. */
final class GcOptions {
  @Option(
      scope = ScopeType.INHERIT,
      names = "--root",
      paramLabel = "DIR",
      defaultValue = "/var/lib/registry",
      description = "The registry's root directory (default: ${DEFAULT-VALUE}).")
  private Path root = Path.of("/");

  @Option(
      scope = ScopeType.INHERIT,
      names = "--registry",
      paramLabel = "URL",
      description = "The registry's API.")
  private @Nullable URI registry;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--registry-metrics",
      paramLabel = "URL",
      description = "The registry's Prometheus metrics; they shorten the settling.")
  private @Nullable URI registryMetrics;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--registry-stopped",
      description = "The registry is stopped or only reads; it is not talked to.")
  private boolean registryStopped;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--roots-file",
      paramLabel = "FILE",
      description = "Take what is in use from this JSON file instead of a cluster.")
  private @Nullable Path rootsFile;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--cluster",
      paramLabel = "URL",
      description = "The API server, for a run outside of its cluster.")
  private @Nullable URI cluster;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--cluster-ca",
      paramLabel = "FILE",
      description = "The certificates that --cluster must show, as PEM.")
  private @Nullable Path clusterAuthority;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--cluster-token",
      paramLabel = "FILE",
      description = "Holds the token for --cluster.")
  private @Nullable Path clusterToken;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--audit",
      paramLabel = "FILE",
      defaultValue = "-",
      description = "Where the audit goes, as JSON lines (default: - for the standard output).")
  private String audit = "-";

  @Option(
      scope = ScopeType.INHERIT,
      names = "--threads",
      paramLabel = "N",
      defaultValue = "48",
      description =
          "Threads that read, rename and remove; they wait for the disk more than they compute"
              + " (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--keep",
      paramLabel = "N",
      defaultValue = "2",
      description = "How many of the newest stay (default: ${DEFAULT-VALUE}).")
  private int keep;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--count",
      paramLabel = "tags|digests",
      defaultValue = "tags",
      description = "What --keep counts (default: ${DEFAULT-VALUE}).")
  private CountMode count = CountMode.TAGS;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--pin",
      paramLabel = "REPOSITORY:TAG",
      split = ",",
      description = "What stays in any case; * stands for anything.")
  private List<Pin> pins = new ArrayList<>();

  @Option(
      scope = ScopeType.INHERIT,
      names = "--min-age",
      paramLabel = "TIME",
      defaultValue = "24h",
      description = "What is younger stays (default: ${DEFAULT-VALUE}).")
  private Duration minAge = Duration.ZERO;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--busy-window",
      paramLabel = "TIME",
      defaultValue = "15m",
      description = "A repository written to in this time stays (default: ${DEFAULT-VALUE}).")
  private Duration busyWindow = Duration.ZERO;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--cache-ttl",
      paramLabel = "TIME",
      defaultValue = "14d",
      description = "How long an unused build cache stays (default: ${DEFAULT-VALUE}).")
  private Duration cacheTtl = Duration.ZERO;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--gone-grace",
      paramLabel = "TIME",
      defaultValue = "7d",
      description = "How long a deleted service's images stay (default: ${DEFAULT-VALUE}).")
  private Duration goneGrace = Duration.ZERO;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--stale-upload",
      paramLabel = "TIME",
      defaultValue = "72h",
      description = "When an upload counts as given up (default: ${DEFAULT-VALUE}).")
  private Duration staleUpload = Duration.ZERO;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--untrusted-window",
      paramLabel = "TIME",
      defaultValue = "60s",
      description =
          "When 90 %% of a repository's tags were written within this time, their order is not"
              + " trusted; 0s trusts it (default: ${DEFAULT-VALUE}).")
  private Duration untrustedWindow = Duration.ZERO;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--brake-floor",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "How many images must have been in use for a fall by half to stop a run (default:"
              + " ${DEFAULT-VALUE}).")
  private int brakeFloor;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--settle",
      paramLabel = "TIME",
      defaultValue = "120s",
      description = "The longest wait for pushes in flight (default: ${DEFAULT-VALUE}).")
  private Duration settle = Duration.ZERO;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--reconcile",
      paramLabel = "TIME",
      split = ",",
      defaultValue = "0s,2s,10s,60s",
      description = "When to look again after hiding (default: ${DEFAULT-VALUE}).")
  private List<Duration> reconcile = new ArrayList<>();

  @Option(
      scope = ScopeType.INHERIT,
      names = "--trash-age",
      paramLabel = "TIME",
      defaultValue = "20h",
      description = "How long what was hidden can be restored (default: ${DEFAULT-VALUE}).")
  private Duration trashAge = Duration.ZERO;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--empty-directory-age",
      paramLabel = "TIME",
      defaultValue = "24h",
      description = "How long empty directories stay (default: ${DEFAULT-VALUE}).")
  private Duration emptyDirectoryAge = Duration.ZERO;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--low-space-percent",
      paramLabel = "N",
      defaultValue = "10",
      description = "With less free space, run acts as --purge-now (default: ${DEFAULT-VALUE}).")
  private int lowSpacePercent;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--verify-sample",
      paramLabel = "N",
      defaultValue = "16",
      description = "How many kept blobs are read and hashed (default: ${DEFAULT-VALUE}).")
  private int verifySample;

  @Option(
      scope = ScopeType.INHERIT,
      names = "--ballast-bytes",
      paramLabel = "N",
      defaultValue = "8388608",
      description = "Set aside for runs on a full disk (default: ${DEFAULT-VALUE}).")
  private int ballastBytes;

  /**
   * The settings as the core takes them.
   *
   * @throws IllegalArgumentException when a number is out of its bounds
   */
  GcSettings settings() {
    requireTogether();
    require("--threads", threads, 1, 1024);
    require("--keep", keep, 0, Integer.MAX_VALUE);
    require("--brake-floor", brakeFloor, 0, Integer.MAX_VALUE);
    require("--low-space-percent", lowSpacePercent, 0, 100);
    require("--verify-sample", verifySample, 0, 1_000_000);
    require("--ballast-bytes", ballastBytes, 0, 1 << 30);
    return new GcSettings(
        new StoreLayout(root),
        threads,
        new RetentionSettings(
            keep,
            count,
            minAge,
            busyWindow,
            cacheTtl,
            goneGrace,
            staleUpload,
            untrustedWindow,
            brakeFloor,
            pins),
        new SweepSettings(
            settle,
            reconcile.stream().sorted().toList(),
            trashAge,
            emptyDirectoryAge,
            lowSpacePercent,
            verifySample,
            ballastBytes));
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
    if (registry == null) {
      throw new IllegalArgumentException(
          "--registry (GC_REGISTRY) is missing; --registry-stopped does without");
    }
    return new HttpRegistry(registry, Optional.ofNullable(registryMetrics), Sleeper::real);
  }

  /**
   * The registry, which is to take no pushes meanwhile.
   *
   * @throws IllegalArgumentException as above
   */
  RegistryAccess quiescedRegistry() {
    return registryStopped || registry == null ? registry() : new QuiescedRegistry(registry);
  }

  private static void require(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "Invalid value for option '%s': %d is not between %d and %d"
              .formatted(option, value, least, most));
    }
  }

  Optional<Path> rootsFile() {
    return Optional.ofNullable(rootsFile);
  }

  /** The cluster that the options name, if they do. */
  Optional<ApiAccess> cluster() {
    return cluster == null || clusterAuthority == null || clusterToken == null
        ? Optional.empty()
        : Optional.of(TokenAccess.outside(cluster, clusterAuthority, clusterToken));
  }

  private void requireTogether() {
    boolean any = cluster != null || clusterAuthority != null || clusterToken != null;
    if (any && (cluster == null || clusterAuthority == null || clusterToken == null)) {
      throw new IllegalArgumentException(
          "--cluster (GC_CLUSTER), --cluster-ca and --cluster-token go together");
    }
  }

  /** Where the audit goes, or empty for the standard output. */
  Optional<Path> auditFile() {
    return audit.equals("-") ? Optional.empty() : Optional.of(Path.of(audit));
  }
}
