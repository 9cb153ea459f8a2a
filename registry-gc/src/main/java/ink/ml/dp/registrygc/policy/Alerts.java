package ink.ml.dp.registrygc.policy;

import java.util.ArrayList;
import java.util.List;

/** What an operator should look at. */
final class Alerts {
  /** Of one thing that is wrong there may be thousands. */
  private static final int TOLD = 3;

  private Alerts() {}

  static List<String> of(List<String> oddities, List<String> unseen, List<RepositoryPlan> plans) {
    List<String> alerts = new ArrayList<>();
    some(alerts, "", oddities, " things are where no registry puts them");
    some(alerts, "no blob goes because ", unseen, " reasons why no blob goes");
    for (RepositoryPlan plan : plans) {
      boolean foreign = plan.kind() instanceof RepositoryKind.Foreign;
      some(
          alerts,
          plan.name() + (foreign ? " is damaged: " : " is left alone because "),
          plan.repository().anomalies(),
          " things are wrong with " + plan.name());
      if (plan.tags().stream().anyMatch(d -> d.rule() == Rule.ORDER_UNTRUSTED)) {
        alerts.add(
            plan.name()
                + " is left alone because nearly all of its tags were written at once, as when a"
                + " backup is restored; pushes to come will make the order known again");
      }
    }
    return alerts;
  }

  /** The first few, and how many more there are. */
  private static void some(List<String> alerts, String before, List<String> all, String theRest) {
    all.stream().limit(TOLD).forEach(each -> alerts.add(before + each));
    if (all.size() > TOLD) {
      alerts.add(all.size() - TOLD + " more" + theRest);
    }
  }
}
