package ink.ml.dp.registrygc.app;

import ink.ml.dp.registrygc.metrics.Outcome;
import ink.ml.dp.registrygc.metrics.RunFigures;
import ink.ml.dp.registrygc.policy.Plan;
import ink.ml.dp.registrygc.policy.RepositoryPlan;
import ink.ml.dp.registrygc.run.RunReport;
import ink.ml.dp.registrygc.run.Survey;
import ink.ml.dp.registrygc.sweep.BrokenReference;
import ink.ml.dp.registrygc.sweep.IntegrityCheck;
import ink.ml.dp.registrygc.sweep.Restored;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a person reads at the end. */
record Summary(PrintWriter out) {
  void plan(Survey survey) {
    Plan plan = survey.plan();
    long tags = 0;
    long manifests = 0;
    long layers = 0;
    for (RepositoryPlan repository : plan.repositories()) {
      tags += repository.condemnedTags().size();
      manifests += repository.condemned().size();
      layers += repository.condemnedLayers().length;
    }
    out.printf(
        Locale.ROOT,
        "plan: of %d repositories, %d tags, %d manifests, %d layer links and %d blobs would go (%s)%n",
        plan.repositories().size(),
        tags,
        manifests,
        layers,
        survey.orphans().count(),
        bytes(survey.orphans().bytes()));
    plan.alerts().forEach(alert -> out.println("look: " + alert));
    plan.brakes().forEach(brake -> out.println("run would refuse: " + brake));
  }

  void run(RunReport report) {
    RunFigures figures = report.figures();
    String run = "run " + report.run() + ": ";
    switch (figures.outcome()) {
      case SUCCESS ->
          out.printf(
              Locale.ROOT,
              "%ssuccess; %d objects moved to the trash, %s in the trash, %s purged, %s live, %d"
                  + " objects restored, %.1f s%n",
              run,
              report.trashedObjects(),
              bytes(figures.trashedBytes()),
              bytes(figures.purgedBytes()),
              bytes(figures.liveBytes()),
              figures.restoredObjects(),
              figures.durations().values().stream().mapToLong(Duration::toMillis).sum() / 1000.0);
      case REFUSED -> {
        out.println(report.problem());
        out.println(run + "refused; nothing that the registry serves was changed");
      }
      case ROLLED_BACK -> {
        out.println(report.problem());
        out.println(run + "rolled back; " + figures.restoredObjects() + " objects are back");
      }
      case FAILED -> {
        out.println(report.problem());
        out.println(run + "failed; the next run puts back what this one moved to the trash");
      }
    }
    if (figures.outcome() != Outcome.REFUSED) {
      out.println("phases: " + phases(figures));
    }
    report.alerts().forEach(alert -> out.println("look: " + alert));
  }

  private static String phases(RunFigures figures) {
    return figures.durations().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            phase ->
                phase.getKey().name().toLowerCase(Locale.ROOT)
                    + " "
                    + phase.getValue().toMillis()
                    + " ms")
        .collect(Collectors.joining(", "));
  }

  void verified(IntegrityCheck.Result result) {
    out.printf(
        Locale.ROOT,
        "verify: %d references are broken; %s live%n",
        result.broken().size(),
        bytes(result.liveBytes()));
    for (BrokenReference broken : result.broken()) {
      out.println(
          (broken.repository() + " " + broken.reference()).strip() + ": " + broken.problem());
    }
  }

  void restored(String run, Restored restored) {
    restored.missing().forEach(out::println);
    out.printf(
        Locale.ROOT,
        "restored run %s: %d objects, %s%s%n",
        run,
        restored.objects(),
        bytes(restored.bytes()),
        restored.missing().isEmpty()
            ? ""
            : "; %d things are missing and in no trash".formatted(restored.missing().size()));
  }

  static String bytes(long bytes) {
    if (bytes < 1 << 20) {
      return String.format(Locale.ROOT, "%d bytes", bytes);
    }
    return bytes < 1L << 30
        ? String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20))
        : String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }
}
