package ink.ml.dp.registrygc.run;

import ink.ml.dp.registrygc.audit.AuditEntry;
import ink.ml.dp.registrygc.audit.AuditEntry.Action;
import ink.ml.dp.registrygc.audit.AuditLog;
import ink.ml.dp.registrygc.audit.Subject;
import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.policy.Decision;
import ink.ml.dp.registrygc.policy.RepositoryPlan;
import ink.ml.dp.registrygc.policy.Rule;
import ink.ml.dp.registrygc.store.Snapshot;
import java.util.Optional;

/** Writes a plan into the audit. */
record PlanAudit(AuditLog audit) {
  /** Every tag that stays, and why; what goes is noted when it goes. */
  void kept(Survey survey) {
    for (RepositoryPlan plan : survey.plan().repositories()) {
      plan.keptTags().forEach(decision -> tag(plan, decision, survey.snapshot()));
    }
    survey.plan().alerts().forEach(alert -> alert(new Subject.Repositories(), alert));
    survey.plan().brakes().forEach(brake -> alert(new Subject.Brake(), brake));
  }

  /** Everything that would go. */
  void condemned(Survey survey) {
    Snapshot snapshot = survey.snapshot();
    for (RepositoryPlan plan : survey.plan().repositories()) {
      String name = plan.name();
      plan.condemnedTags().forEach(decision -> tag(plan, decision, snapshot));
      plan.condemned().stream()
          .map(c -> would(new Subject.Manifest(name, snapshot.digest(c.digest())), c.rule()))
          .forEach(audit::note);
      for (int layer : plan.condemnedLayers()) {
        Subject link = new Subject.Layer(name, snapshot.digest(layer));
        audit.note(would(link, Rule.UNREFERENCED));
      }
      plan.staleUploads().stream()
          .map(upload -> would(new Subject.Upload(name, upload.id()), Rule.STALE_UPLOAD))
          .forEach(audit::note);
    }
    survey
        .orphans()
        .forEach(
            (id, digest, size) ->
                audit.note(would(new Subject.Blob(digest), Rule.UNREFERENCED).of(size)));
  }

  private void tag(RepositoryPlan plan, Decision decision, Snapshot snapshot) {
    Digest manifest = snapshot.digest(decision.tag().digest());
    Subject tag = new Subject.Tag(plan.name(), decision.tag().name(), Optional.of(manifest));
    Action action = decision.rule().keeps() ? Action.KEEP : Action.WOULD_TRASH;
    audit.note(new AuditEntry(action, tag, decision.rule().label()).because(decision.detail()));
  }

  private static AuditEntry would(Subject subject, Rule rule) {
    return new AuditEntry(Action.WOULD_TRASH, subject, rule.label());
  }

  private void alert(Subject subject, String reason) {
    audit.note(AuditEntry.alert(subject, reason));
  }
}
