package ink.ml.dp.registrygc.app;

import ink.ml.dp.registrygc.disk.RealDisk;
import ink.ml.dp.registrygc.guard.Pause;
import ink.ml.dp.registrygc.guard.RegistryAccess;
import ink.ml.dp.registrygc.guard.Space;
import ink.ml.dp.registrygc.metrics.MetricsSink;
import ink.ml.dp.registrygc.roots.RootSource;
import ink.ml.dp.registrygc.roots.RootsFile;
import ink.ml.dp.registrygc.roots.RootsUnavailableException;
import ink.ml.dp.registrygc.run.Surroundings;
import java.time.Clock;

/** Puts together what a run meets outside itself. */
final class Wiring {
  private Wiring() {}

  static Surroundings surroundings(GcOptions options, RegistryAccess registry) {
    return new Surroundings(
        roots(options),
        registry,
        MetricsSink.NONE,
        new RealDisk(),
        Space::real,
        Clock.systemUTC(),
        Pause::real);
  }

  private static RootSource roots(GcOptions options) {
    return options
        .rootsFile()
        .<RootSource>map(RootsFile::new)
        .orElse(
            () -> {
              throw new RootsUnavailableException(
                  "learn what is in use", "no source of roots was named");
            });
  }
}
