package ink.ml.dp.registrygc.run;

import ink.ml.dp.registrygc.metrics.RunFigures;
import java.util.List;

/**
 * How a run went.
 *
 * @param run its ID, by which it can be restored
 * @param figures its figures
 * @param trashedObjects how many objects it moved to the trash
 * @param alerts what an operator should look at
 * @param problem why it refused, or was rolled back; empty after success
 */
public record RunReport(
    String run, RunFigures figures, long trashedObjects, List<String> alerts, String problem) {
  public RunReport {
    alerts = List.copyOf(alerts);
  }
}
