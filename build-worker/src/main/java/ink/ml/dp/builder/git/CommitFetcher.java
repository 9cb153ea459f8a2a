package ink.ml.dp.builder.git;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.CommitSha;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TransportHttp;

/** Fetches one commit and writes its files. */
final class CommitFetcher {
  /** Git's own words for a commit that it does not have, or will not give. */
  private static final String NOT_THERE = "not our ref";

  /** The same of JGit's servers, for an object that is no commit. */
  private static final String NO_COMMIT = "No commits selected";

  /** How far below branches and tags a commit is looked for, one after the other. */
  private static final int[] DEPTHS = {50, 1000};

  /** A host that sends less, in bytes per second, is to blame for a clone that takes too long. */
  private static final long SLOW = 1 << 20;

  private final GitRemote remote;
  private final GitLimits limits;
  private final long packedBytes;

  /**
   * @param packedBytes the largest object of a pack
   */
  CommitFetcher(GitRemote remote, GitLimits limits, long packedBytes) {
    this.remote = remote;
    this.limits = limits;
    this.packedBytes = packedBytes;
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
    boolean arrived = false;
    try (Repository repository = new BoundedRepository(scratch, packedBytes)) {
      RevCommit found = fetch(repository, trace, commit, monitor);
      arrived = true;
      TreeCheckout checkout = new TreeCheckout(repository, target, limits, budget, monitor);
      checkout.write(found.getTree());
      new LfsDownload(remote.at(trace.repository()), limits, monitor)
          .write(checkout.pointers(), target, budget);
      new Submodules(remote, limits, packedBytes, budget, monitor, depth)
          .checkOut(checkout.submodules(), scratch, target);
      return new FetchedCommit(
          commit, found.getTree().getId().name(), budget.entries(), budget.bytes());
    } catch (HostileTreeException e) {
      throw action.failed(e.code(), e.why(), e);
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      throw action.failed(FailureCode.COMMIT_NOT_FOUND, "the repository has no such commit", e);
    } catch (IOException e) {
      if (monitor.timedOut() && trace.rate() < SLOW && !arrived) {
        throw action.failed(
            FailureCode.GIT_HOST_UNAVAILABLE,
            "its host sends only %d KiB a second, and %d s were not enough"
                .formatted(trace.rate() / 1024, limits.deadline().toSeconds()),
            e);
      }
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
    ObjectId id = ObjectId.fromString(commit.value());
    try {
      fetch(repository, trace, List.of(new RefSpec(commit.value())), 1, monitor);
    } catch (TransportException e) {
      if (monitor.isCancelled() || !refused(e, trace)) {
        throw e;
      }
      if (says(e, NO_COMMIT) || (trace.givesAnyCommit() && says(e, NOT_THERE))) {
        throw new MissingObjectException(id, Constants.TYPE_COMMIT);
      }
      byReference(repository, trace, id, monitor);
    }
    try (RevWalk walk = new RevWalk(repository)) {
      return walk.parseCommit(id);
    }
  }

  /**
   * From a host that gives only what its references name: what one of them names itself, or else
   * what is a little below them, but never the whole history. A host that is out of order fails
   * here once more.
   */
  private void byReference(
      Repository repository, HttpTrace trace, ObjectId commit, CloneMonitor monitor)
      throws IOException {
    Optional<Ref> named = reference(trace, commit);
    List<RefSpec> what =
        named.isPresent()
            ? List.of(new RefSpec("+" + named.get().getName() + ":refs/found"))
            : List.of(
                new RefSpec("+refs/heads/*:refs/heads/*"), new RefSpec("+refs/tags/*:refs/tags/*"));
    for (int depth : named.isPresent() ? new int[] {1} : DEPTHS) {
      fetch(repository, trace, what, depth, monitor);
      if (repository.getObjectDatabase().has(commit)) {
        return;
      }
    }
    throw new HostileTreeException(
        FailureCode.COMMIT_NOT_FOUND,
        "its host gives only what branches and tags reach, and it is not among the last "
            + DEPTHS[DEPTHS.length - 1]
            + " commits of any");
  }

  private Optional<Ref> reference(HttpTrace trace, ObjectId commit) throws IOException {
    try (TransportHttp transport = Connections.open(null, remote, limits, trace);
        FetchConnection connection = transport.openFetch()) {
      return connection.getRefs().stream()
          .filter(ref -> commit.equals(ref.getObjectId()) || commit.equals(ref.getPeeledObjectId()))
          .filter(ref -> ref.getName().startsWith(Constants.R_REFS))
          .findFirst();
    }
  }

  private void fetch(
      Repository repository, HttpTrace trace, List<RefSpec> what, int depth, CloneMonitor monitor)
      throws IOException {
    try (TransportHttp transport = Connections.open(repository, remote, limits, trace)) {
      transport.setDepth(depth);
      transport.fetch(monitor, what);
    }
  }

  /**
   * The host will not give this commit: it says so in the protocol or, as JGit's server does for a
   * commit that it does not have, breaks on the question after it answered the one before.
   */
  private static boolean refused(TransportException e, HttpTrace trace) {
    return (trace.status() >= 500 && trace.answered())
        || (trace.status() == 200
            && (says(e, NOT_THERE)
                || says(e, NO_COMMIT)
                || says(e, "not valid")
                || says(e, "unadvertised")
                || says(e, "not found")));
  }

  private static boolean says(TransportException e, String words) {
    return String.valueOf(e.getMessage()).contains(words);
  }
}
