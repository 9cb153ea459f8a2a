package ink.ml.dp.builder.git;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.CommitSha;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TransportHttp;

/** Fetches one commit and writes its files. */
final class CommitFetcher {
  private final GitRemote remote;
  private final GitLimits limits;

  CommitFetcher(GitRemote remote, GitLimits limits) {
    this.remote = remote;
    this.limits = limits;
  }

  FetchedCommit checkOut(
      CommitSha commit,
      Path scratch,
      Path target,
      GitProgress progress,
      BooleanSupplier cancelled) {
    CloneMonitor monitor = new CloneMonitor(progress, cancelled, limits.deadline());
    return checkOut(commit, scratch, target, new TreeBudget(limits), monitor, 0);
  }

  /**
   * @param depth of submodules within submodules
   */
  FetchedCommit checkOut(
      CommitSha commit,
      Path scratch,
      Path target,
      TreeBudget budget,
      CloneMonitor monitor,
      int depth) {
    Action action = new Action("clone " + remote.name() + " at " + commit.value().substring(0, 8));
    HttpTrace trace = new HttpTrace(remote.url(), limits.packBytes());
    try (Repository repository = new BoundedRepository(scratch, limits.fileBytes())) {
      RevCommit found = fetch(repository, trace, commit, monitor);
      TreeCheckout checkout = new TreeCheckout(repository, target, limits, budget, monitor);
      checkout.write(found.getTree());
      new LfsDownload(remote, limits, monitor).write(checkout.pointers(), target, budget);
      new Submodules(remote, limits, budget, monitor, depth)
          .checkOut(checkout.submodules(), scratch, target);
      return new FetchedCommit(
          commit, found.getTree().getId().name(), budget.entries(), budget.bytes());
    } catch (HostileTreeException e) {
      throw action.failed(e.code(), e.why(), e);
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      throw action.failed(FailureCode.COMMIT_NOT_FOUND, "the repository has no such commit", e);
    } catch (IOException e) {
      if (monitor.timedOut()) {
        throw action.failed(
            FailureCode.REPOSITORY_TOO_LARGE,
            "it took longer than " + limits.deadline().toSeconds() + " s",
            e);
      }
      if (monitor.stopped()) {
        throw action.failed(FailureCode.CANCELLED, "it was cancelled", e);
      }
      throw new GitFailures(remote, trace).translate(action, e);
    }
  }

  private RevCommit fetch(
      Repository repository, HttpTrace trace, CommitSha commit, CloneMonitor monitor)
      throws IOException {
    try {
      fetch(repository, trace, new RefSpec(commit.value()), 1, monitor);
    } catch (TransportException e) {
      if (!refused(e, trace) || monitor.isCancelled()) {
        throw e;
      }
      // A host that only gives what it advertises, or one that does not have it: take all branches.
      fetch(repository, trace, new RefSpec("+refs/heads/*:refs/heads/*"), 0, monitor);
    }
    try (RevWalk walk = new RevWalk(repository)) {
      return walk.parseCommit(ObjectId.fromString(commit.value()));
    }
  }

  private void fetch(
      Repository repository, HttpTrace trace, RefSpec what, int depth, CloneMonitor monitor)
      throws IOException {
    try (TransportHttp transport = Connections.open(repository, remote, limits, trace)) {
      if (depth > 0) {
        transport.setDepth(depth);
      }
      transport.fetch(monitor, List.of(what));
    }
  }

  /**
   * The host will not give this commit: it says so in the protocol or, as JGit's server does for a
   * commit that it does not have, breaks on the question after it answered the one before.
   */
  private static boolean refused(TransportException e, HttpTrace trace) {
    String said = String.valueOf(e.getMessage());
    return (trace.status() >= 500 && trace.answered())
        || (trace.status() == 200
            && (said.contains("not our ref")
                || said.contains("not valid")
                || said.contains("unadvertised")
                || said.contains("not found")));
  }
}
