package ink.ml.dp.builder.activity;

import ink.ml.dp.builder.git.FetchedCommit;
import ink.ml.dp.builder.git.GitClient;
import ink.ml.dp.builder.git.GitHosts;
import ink.ml.dp.builder.git.GitLimits;
import ink.ml.dp.builder.git.GitRemote;
import ink.ml.dp.builder.git.GitSettings;
import ink.ml.dp.builder.git.KnownSources;
import ink.ml.dp.builder.line.Place;
import ink.ml.dp.builder.workspace.Checkout;
import ink.ml.dp.builder.workspace.FileTrees;
import ink.ml.dp.builder.workspace.Workspace;
import ink.ml.dp.model.activity.CloneRepoInput;
import ink.ml.dp.model.activity.ClonedRepo;
import ink.ml.dp.model.activity.ResolveCommitInput;
import ink.ml.dp.model.activity.ResolvedCommit;
import ink.ml.dp.model.activity.SourceActivities;
import ink.ml.dp.model.activity.SourceLocation;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.name.CheckoutId;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.GitRef;
import ink.ml.dp.model.name.RelativePath;
import ink.ml.dp.model.name.RepositoryName;
import ink.ml.dp.model.name.SourceId;
import ink.ml.dp.model.request.RequestScope;
import io.temporal.activity.Activity;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks git hosts, and clones onto this worker's disk. */
@Singleton
public final class SourceActivitiesImpl implements SourceActivities {
  private static final String PHASE = "clone";

  /** Questions to git hosts at a time, however many runs begin at once. */
  private static final int RESOLVING = 16;

  private static final Logger LOG = LoggerFactory.getLogger(SourceActivitiesImpl.class);

  private final Semaphore resolving = new Semaphore(RESOLVING);

  /** Beside those: what may be left unanswered must not hold up what may not. */
  private final Semaphore comparing = new Semaphore(RESOLVING);

  private final KnownSources sources = new KnownSources();
  private final GitHosts hosts;
  private final GitClient git;
  private final GitLimits limits;
  private final Workspace workspace;
  private final Turn turn;
  private final ScheduledExecutorService clock;

  @Inject
  SourceActivitiesImpl(
      GitHosts hosts,
      GitClient git,
      GitSettings settings,
      Workspace workspace,
      Turn turn,
      HeartbeatClock clock) {
    this(hosts, git, settings.limits(), workspace, turn, clock.executor());
  }

  public SourceActivitiesImpl(
      GitHosts hosts,
      GitClient git,
      GitLimits limits,
      Workspace workspace,
      Turn turn,
      ScheduledExecutorService clock) {
    this.hosts = hosts;
    this.git = git;
    this.limits = limits;
    this.workspace = workspace;
    this.turn = turn;
    this.clock = clock;
  }

  @Override
  public ResolvedCommit resolveCommit(ResolveCommitInput input) {
    RequestScope service = Inputs.service(input.service());
    CommitSha commit = commit(input);
    return new ResolvedCommit(
        commit.value(), source(input, service, commit).map(SourceId::value).orElse(null));
  }

  private CommitSha commit(ResolveCommitInput input) {
    if (input.commitSha() != null) {
      return Inputs.parse("commit_sha", input.commitSha(), CommitSha::new);
    }
    GitRef ref = Inputs.parse("ref", input.ref(), GitRef::new);
    resolving.acquireUninterruptibly();
    try {
      return with(input.source(), remote -> git.resolve(remote, ref));
    } finally {
      resolving.release();
    }
  }

  private Optional<SourceId> source(
      ResolveCommitInput input, RequestScope service, CommitSha commit) {
    if (input.rootDirectory() == null) {
      return Optional.empty();
    }
    RelativePath root = Inputs.parse("root_directory", input.rootDirectory(), RelativePath::new);
    return sources.get(
        service.tenant(), commit, root, () -> ask(input.source(), service, commit, root));
  }

  /** What cannot be told is no failure: a build that might have been spared is made. */
  private Optional<SourceId> ask(
      SourceLocation from, RequestScope service, CommitSha commit, RelativePath root) {
    if (!comparing.tryAcquire()) {
      LOG.info("the files of {} are not known: too many are asked for at a time", commit);
      return Optional.empty();
    }
    try {
      Checkout scratch = workspace.create(service, 0);
      try {
        return with(from, remote -> git.source(remote, commit, root, scratch.git()));
      } finally {
        workspace.remove(scratch.id());
      }
    } catch (DeployException e) {
      LOG.info("the files of {} are not known: {}", commit, e.sentence());
      return Optional.empty();
    } finally {
      comparing.release();
    }
  }

  @Override
  public ClonedRepo cloneRepo(CloneRepoInput input) {
    RequestScope service = Inputs.service(input.service());
    CommitSha commit = Inputs.parse("commit_sha", input.commitSha(), CommitSha::new);
    // Before anything is on the disk: what waits there would fill it.
    try (Place place = turn.take(Activity.getExecutionContext(), service.tenant())) {
      ClonedRepo clone = cloned(input, service, commit);
      place.keepFor(new CheckoutId(clone.checkoutId()));
      return clone;
    }
  }

  private ClonedRepo cloned(CloneRepoInput input, RequestScope service, CommitSha commit) {
    AtomicReference<WorkProgress> progress =
        new AtomicReference<>(new WorkProgress(PHASE, "asking the git host", 0));
    try (SupervisedActivity attempt =
        SupervisedActivity.begin(
            Activity.getExecutionContext(), progress::get, limits.deadline(), clock)) {
      Checkout checkout = workspace.create(service, attempt.number());
      boolean done = false;
      try {
        FetchedCommit fetched =
            with(
                input.source(),
                remote -> {
                  FileTrees.delete(checkout.git());
                  return git.checkOut(
                      remote,
                      commit,
                      checkout.git(),
                      checkout.tree(),
                      (task, _) -> progress.set(new WorkProgress(PHASE, task, 0)),
                      attempt.signal()::isCancelled);
                });
        FileTrees.delete(checkout.git());
        done = true;
        return new ClonedRepo(
            workspace.id().value(), checkout.id().value(), commit.value(), fetched.treeSha());
      } catch (DeployException e) {
        throw attempt.because(e, List.of());
      } finally {
        if (!done) {
          workspace.remove(checkout.id());
        }
      }
    }
  }

  private <T> T with(SourceLocation source, Function<GitRemote, T> use) {
    Long installation = source.installationId();
    return hosts.with(
        Inputs.gitHost(source),
        Inputs.parse("repo", source.repo(), RepositoryName::new),
        installation == null ? OptionalLong.empty() : OptionalLong.of(installation),
        use);
  }
}
