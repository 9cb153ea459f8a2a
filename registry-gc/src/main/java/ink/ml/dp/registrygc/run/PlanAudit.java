package ink.ml.dp.registrygc.run;

import ink.ml.dp.registrygc.audit.AuditEntry;
import ink.ml.dp.registrygc.audit.AuditEntry.Action;
import ink.ml.dp.registrygc.audit.AuditLog;
import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.policy.Decision;
import ink.ml.dp.registrygc.policy.RepositoryPlan;
import ink.ml.dp.registrygc.policy.Rule;
import ink.ml.dp.registrygc.store.Snapshot;

/** Writes a plan into the audit. */
record PlanAudit(AuditLog audit) {
  /** Every tag that stays, and why; what goes is noted when it goes. */
  void kept(Survey survey) {
    for (RepositoryPlan plan : survey.plan().repositories()) {
      plan.keptTags().forEach(decision -> tag(plan, decision, survey.snapshot()));
    }
    survey.plan().alerts().forEach(alert -> note(Action.ALERT, "repository", "", alert));
    survey.plan().brakes().forEach(brake -> note(Action.ALERT, "brake", "", brake));
  }

  /** Everything that would go. */
  void condemned(Survey survey) {
    Snapshot snapshot = survey.snapshot();
    for (RepositoryPlan plan : survey.plan().repositories()) {
      String name = plan.name();
      plan.condemnedTags().forEach(decision -> tag(plan, decision, snapshot));
      plan.condemned().forEach(c -> would("manifest", name, snapshot.digest(c.digest()), c.rule()));
      for (int layer : plan.condemnedLayers()) {
        would("layer", name, snapshot.digest(layer), Rule.UNREFERENCED);
      }
      plan.staleUploads()
          .forEach(
              upload ->
                  audit.note(
                      new AuditEntry(
                          Action.WOULD_HIDE,
                          "upload",
                          name,
                          upload.id(),
                          "",
                          -1,
                          Rule.STALE_UPLOAD.label(),
                          "")));
    }
    survey
        .orphans()
        .forEach(
            (id, digest, size) ->
                audit.note(
                    new AuditEntry(
                        Action.WOULD_HIDE,
                        "blob",
                        "",
                        "",
                        digest.toString(),
                        size,
                        Rule.UNREFERENCED.label(),
                        "")));
  }

  private void tag(RepositoryPlan plan, Decision decision, Snapshot snapshot) {
    audit.note(
        new AuditEntry(
            decision.rule().keeps() ? Action.KEEP : Action.WOULD_HIDE,
            "tag",
            plan.name(),
            decision.tag().name(),
            snapshot.digest(decision.tag().digest()).toString(),
            -1,
            decision.rule().label(),
            decision.detail()));
  }

  private void would(String kind, String repository, Digest digest, Rule rule) {
    audit.note(
        new AuditEntry(
            Action.WOULD_HIDE, kind, repository, "", digest.toString(), -1, rule.label(), ""));
  }

  private void note(Action action, String kind, String repository, String reason) {
    audit.note(new AuditEntry(action, kind, repository, "", "", -1, "", reason));
  }
}
