package ink.ml.dp.registrygc.policy;

import java.util.ArrayList;
import java.util.List;

/** What an operator should look at. */
final class Alerts {
  private Alerts() {}

  static List<String> of(List<RepositoryPlan> plans) {
    List<String> alerts = new ArrayList<>();
    for (RepositoryPlan plan : plans) {
      for (String anomaly : plan.repository().anomalies()) {
        alerts.add(plan.name() + " is left alone because " + anomaly);
      }
      if (plan.tags().stream().anyMatch(d -> d.rule() == Rule.ORDER_UNTRUSTED)) {
        alerts.add(
            plan.name()
                + " is left alone because nearly all of its tags were written at once, as when a"
                + " backup is restored; pushes to come will make the order known again");
      }
    }
    return alerts;
  }
}
