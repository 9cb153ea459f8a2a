package ink.ml.dp.registrygc.app;

import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.registrygc.disk.RealDisk;
import ink.ml.dp.registrygc.guard.RegistryAccess;
import ink.ml.dp.registrygc.guard.Sleeper;
import ink.ml.dp.registrygc.guard.Space;
import ink.ml.dp.registrygc.kubernetes.ApiAccess;
import ink.ml.dp.registrygc.kubernetes.KubernetesRoots;
import ink.ml.dp.registrygc.kubernetes.TokenAccess;
import ink.ml.dp.registrygc.metrics.OtlpMetrics;
import ink.ml.dp.registrygc.roots.RootSource;
import ink.ml.dp.registrygc.roots.RootsFile;
import ink.ml.dp.registrygc.run.RunDependencies;
import java.time.Clock;
import java.util.function.Consumer;

/** Puts together what a run meets outside itself. */
final class Wiring {
  private Wiring() {}

  /**
   * What the options say, and otherwise the environment: of which cluster, and where metrics go.
   *
   * @param log told what is not worth an exit code
   */
  static RunDependencies dependencies(
      GcOptions options, RegistryAccess registry, Settings settings, Consumer<String> log) {
    return new RunDependencies(
        roots(options, settings),
        registry,
        OtlpMetrics.read(settings, log),
        new RealDisk(),
        Space::real,
        Clock.systemUTC(),
        Sleeper::real);
  }

  private static RootSource roots(GcOptions options, Settings settings) {
    return options
        .rootsFile()
        .<RootSource>map(RootsFile::new)
        // Not before it is asked: restoring needs no cluster.
        .orElse(() -> new KubernetesRoots(cluster(options, settings)).read());
  }

  private static ApiAccess cluster(GcOptions options, Settings settings) {
    return options
        .outside()
        .map(GcOptions.Outside::access)
        .orElseGet(() -> TokenAccess.inCluster(settings, TokenAccess.SERVICE_ACCOUNT));
  }
}
