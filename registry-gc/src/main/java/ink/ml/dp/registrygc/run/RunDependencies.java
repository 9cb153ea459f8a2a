package ink.ml.dp.registrygc.run;

import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.guard.RegistryAccess;
import ink.ml.dp.registrygc.guard.Sleeper;
import ink.ml.dp.registrygc.guard.Space;
import ink.ml.dp.registrygc.metrics.MetricsSink;
import ink.ml.dp.registrygc.roots.RootSource;
import java.time.Clock;

/** What a run meets outside itself; tests put their own in the places. */
public record RunDependencies(
    RootSource roots,
    RegistryAccess registry,
    MetricsSink metrics,
    Disk disk,
    Space space,
    Clock clock,
    Sleeper pause) {}
