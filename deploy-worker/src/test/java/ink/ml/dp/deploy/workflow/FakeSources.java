package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.activity.CloneRepoInput;
import ink.ml.dp.model.activity.ClonedRepo;
import ink.ml.dp.model.activity.ResolveCommitInput;
import ink.ml.dp.model.activity.ResolvedCommit;
import ink.ml.dp.model.activity.SourceActivities;

/** A git host with one commit. */
final class FakeSources implements SourceActivities {
  private final Script script;

  FakeSources(Script script) {
    this.script = script;
  }

  @Override
  public ResolvedCommit resolveCommit(ResolveCommitInput input) {
    script.play("resolve", input.service());
    return new ResolvedCommit(Requests.COMMIT, script.sourceId());
  }

  @Override
  public ClonedRepo cloneRepo(CloneRepoInput input) {
    script.play("clone", input.service());
    return new ClonedRepo(script.workspace(), "checkout", input.commitSha(), "tree");
  }
}
