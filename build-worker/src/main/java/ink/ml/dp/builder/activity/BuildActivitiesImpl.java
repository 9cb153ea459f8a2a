package ink.ml.dp.builder.activity;

import ink.ml.dp.builder.image.BaseImages;
import ink.ml.dp.builder.image.BuildFailures;
import ink.ml.dp.builder.image.CacheExports;
import ink.ml.dp.builder.image.ServiceImages;
import ink.ml.dp.builder.line.Place;
import ink.ml.dp.builder.logs.BuildLog;
import ink.ml.dp.builder.logs.BuildLogs;
import ink.ml.dp.builder.workspace.Lease;
import ink.ml.dp.builder.workspace.Workspace;
import ink.ml.dp.buildkit.BuildFailedException;
import ink.ml.dp.buildkit.BuildKitClient;
import ink.ml.dp.buildkit.BuildRequest;
import ink.ml.dp.buildkit.BuildResult;
import ink.ml.dp.model.activity.BuildActivities;
import ink.ml.dp.model.activity.BuildAndPushInput;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.activity.CleanupWorkspaceInput;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.CheckoutId;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.EnvironmentVersion;
import ink.ml.dp.model.name.ImageDigest;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.runtime.environment.Environment;
import ink.ml.dp.runtime.environment.EnvironmentClient;
import ink.ml.dp.runtime.redact.Redactor;
import ink.ml.dp.runtime.redact.Secrets;
import ink.ml.dp.runtime.registry.RegistryClient;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/** Builds checkouts that are on this worker's disk. */
@Singleton
public final class BuildActivitiesImpl implements BuildActivities {
  private final Workspace workspace;
  private final Turn turn;
  private final EnvironmentClient environments;
  private final BuildPlanner planner;
  private final BuildKitClient buildkit;
  private final RegistryClient registry;
  private final CacheExports caches;
  private final BuildLogs logs;
  private final Redactor redactor;
  private final Duration longest;
  private final ScheduledExecutorService clock;

  @Inject
  BuildActivitiesImpl(
      Workspace workspace,
      Turn turn,
      EnvironmentClient environments,
      BuildPlanner planner,
      BuildKitClient buildkit,
      RegistryClient registry,
      CacheExports caches,
      BuildLogs logs,
      Redactor redactor,
      RunSettings settings,
      HeartbeatClock clock) {
    this(
        workspace,
        turn,
        environments,
        planner,
        buildkit,
        registry,
        caches,
        logs,
        redactor,
        settings.timeout(),
        clock.executor());
  }

  public BuildActivitiesImpl(
      Workspace workspace,
      Turn turn,
      EnvironmentClient environments,
      BuildPlanner planner,
      BuildKitClient buildkit,
      RegistryClient registry,
      CacheExports caches,
      BuildLogs logs,
      Redactor redactor,
      Duration longest,
      ScheduledExecutorService clock) {
    this.workspace = workspace;
    this.turn = turn;
    this.environments = environments;
    this.planner = planner;
    this.buildkit = buildkit;
    this.registry = registry;
    this.caches = caches;
    this.logs = logs;
    this.redactor = redactor;
    this.longest = longest;
    this.clock = clock;
  }

  @Override
  public BuiltImage buildAndPush(BuildAndPushInput input) {
    RequestScope service = Inputs.service(input.service());
    CommitSha commit = Inputs.parse("commit_sha", input.commitSha(), CommitSha::new);
    CheckoutId checkout = Inputs.parse("checkout_id", input.checkoutId(), CheckoutId::new);
    EnvironmentVersion version =
        Inputs.parse("environment_version", input.environmentVersion(), EnvironmentVersion::new);
    ActivityExecutionContext context = Activity.getExecutionContext();
    try (Lease lease = workspace.lease(checkout);
        Place place = turn.takeFor(context, service.tenant(), checkout)) {
      try {
        return build(input, service, commit, environments.at(service.serviceId(), version), lease);
      } catch (DeployException e) {
        if (e.code().retryable()) {
          // The next attempt goes on where this one was, not at the end of the line.
          place.keepFor(checkout);
        }
        throw e;
      }
    }
  }

  private BuiltImage build(
      BuildAndPushInput input,
      RequestScope service,
      CommitSha commit,
      Environment environment,
      Lease lease) {
    Secrets own = Secrets.of(environment.values());
    try (Redactor.Scope _ = redactor.hide(own);
        BuildLog log = logs.open(service, commit, own);
        SupervisedActivity attempt =
            SupervisedActivity.begin(
                Activity.getExecutionContext(),
                () -> new WorkProgress("build", log.currentStep(), log.cursor()),
                longest,
                clock)) {
      log.note(
          "building %s at %s with the %s pack (attempt %d)"
              .formatted(service.name(), commit, input.buildPack(), attempt.number()));
      return build(input, service, commit, environment, lease, log, attempt);
    }
  }

  private BuiltImage build(
      BuildAndPushInput input,
      RequestScope service,
      CommitSha commit,
      Environment environment,
      Lease lease,
      BuildLog log,
      SupervisedActivity attempt) {
    try {
      PlannedBuild planned =
          planner.plan(
              service,
              commit,
              Inputs.build(input),
              Boolean.TRUE.equals(input.noCache()),
              environment,
              lease.checkout().tree());
      planned.notes().forEach(log::note);
      BuildRequest request = planned.request();
      if (request.noCache()) {
        log.note("without any cache, as the request says (force)");
      }
      caches.cancel(request.appKey());
      BuildResult result = solve(request, log, attempt);
      ImageDigest digest = digest(result);
      ServiceImages images = planned.images();
      registry.refreshTag(images.images(), commit.value(), digest);
      if (result.executed()) {
        Lease held = lease.again();
        caches.submit(request, held::close);
      }
      log.note("pushed " + images.image(commit) + " as " + digest);
      return new BuiltImage(
          images.image(commit).value(),
          digest.value(),
          result.stepsTotal(),
          result.stepsCached(),
          false,
          BaseImages.of(result));
    } catch (DeployException e) {
      // Here, while the environment's values are known: whoever catches this no longer hides them.
      List<String> tail = isBuilds(e.code()) ? log.tail() : List.of();
      DeployException told = e.withLogTail(tail).rewritten(log::redacted);
      log.note("failed: " + told.sentence());
      throw attempt.because(told, tail);
    }
  }

  private BuildResult solve(BuildRequest request, BuildLog log, SupervisedActivity attempt) {
    try {
      return buildkit.solve(request, log, attempt.signal());
    } catch (BuildFailedException e) {
      throw BuildFailures.told(e);
    }
  }

  @Override
  public void cleanupWorkspace(CleanupWorkspaceInput input) {
    CheckoutId checkout = Inputs.parse("checkout_id", input.checkoutId(), CheckoutId::new);
    turn.line().drop(checkout);
    workspace.remove(checkout);
  }

  /** Whether what the build wrote helps to understand the failure. */
  private static boolean isBuilds(FailureCode code) {
    return switch (code) {
      case BUILD_STEP_FAILED,
          BUILD_OUT_OF_MEMORY,
          BUILD_TIMEOUT,
          BUILD_DISK_EXCEEDED,
          CANCELLED,
          DOCKERFILE_INVALID,
          BASE_IMAGE_NOT_FOUND,
          BUILD_POLICY_DENIED ->
          true;
      default -> false;
    };
  }

  private static ImageDigest digest(BuildResult result) {
    return result
        .digest()
        .map(ImageDigest::new)
        .orElseThrow(
            () ->
                new Action("push the image")
                    .failed(
                        FailureCode.BUILDKIT_MISCONFIGURED,
                        "the builder did not say which digest it pushed"));
  }
}
