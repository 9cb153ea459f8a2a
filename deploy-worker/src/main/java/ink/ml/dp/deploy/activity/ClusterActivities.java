package ink.ml.dp.deploy.activity;

import ink.ml.dp.deploy.claim.Claims;
import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.deploy.release.Admission;
import ink.ml.dp.deploy.release.Homes;
import ink.ml.dp.deploy.release.Releases;
import ink.ml.dp.deploy.rollout.Rollouts;
import ink.ml.dp.deploy.sweep.QuotaGate;
import ink.ml.dp.model.activity.ClaimNameInput;
import ink.ml.dp.model.activity.ClaimedName;
import ink.ml.dp.model.activity.DeleteServiceInput;
import ink.ml.dp.model.activity.DeletedService;
import ink.ml.dp.model.activity.DeployInput;
import ink.ml.dp.model.activity.DeployedRelease;
import ink.ml.dp.model.activity.FindImageInput;
import ink.ml.dp.model.activity.FindReleaseInput;
import ink.ml.dp.model.activity.FoundImage;
import ink.ml.dp.model.activity.FoundRelease;
import ink.ml.dp.model.activity.ReleaseActivities;
import ink.ml.dp.model.activity.ResolveEnvironmentInput;
import ink.ml.dp.model.activity.ResolvedEnvironment;
import ink.ml.dp.model.activity.RestoreReleaseInput;
import ink.ml.dp.model.activity.RestoredRelease;
import ink.ml.dp.model.activity.RolloutResult;
import ink.ml.dp.model.activity.WaitForRolloutInput;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.EnvironmentVersion;
import ink.ml.dp.model.name.ReleaseId;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.model.request.RuntimeSpec;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.model.result.ServiceStatus;
import ink.ml.dp.runtime.environment.Environment;
import ink.ml.dp.runtime.environment.EnvironmentClient;
import ink.ml.dp.runtime.redact.Redactor;
import ink.ml.dp.runtime.redact.Secrets;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The activities that need the cluster: what comes in is parsed, what is done is done elsewhere.
 */
@Singleton
public final class ClusterActivities implements ReleaseActivities {
  private final Claims claims;
  private final Admission admission;
  private final Releases releases;
  private final Rollouts rollouts;
  private final QuotaGate quotas;
  private final EnvironmentClient environments;
  private final Redactor redactor;
  private final DeploySettings settings;

  ClusterActivities(
      Claims claims,
      Admission admission,
      Releases releases,
      Rollouts rollouts,
      QuotaGate quotas,
      EnvironmentClient environments,
      Redactor redactor,
      DeploySettings settings) {
    this.claims = claims;
    this.admission = admission;
    this.releases = releases;
    this.rollouts = rollouts;
    this.quotas = quotas;
    this.environments = environments;
    this.redactor = redactor;
    this.settings = settings;
  }

  @Override
  public ClaimedName claimName(ClaimNameInput input) {
    RequestScope identity = input.service().parse();
    Operation operation = Operation.fromWire(input.operation()).orElseThrow();
    Admission.Admitted admitted = new Admission.Admitted(0, Optional.empty());
    switch (operation) {
      case DELETE -> claims.beginDelete(identity);
      case CANCEL -> admitted = new Admission.Admitted(0, admission.cancel(identity));
      case CREATE, REDEPLOY, RECONFIGURE, RESTART, ROLLBACK ->
          admitted = admission.admit(identity, operation);
    }
    // What an earlier release asked for is known once that is found.
    boolean asks = operation != Operation.DELETE && operation != Operation.CANCEL;
    if (asks && !operation.repeats() && admitted.answer().isEmpty()) {
      quotas.admit(identity, RuntimeSpec.parse(input.settings()));
    }
    return new ClaimedName(
        identity.sequence().number(),
        identity.namespace().value(),
        admitted.attempt(),
        admitted.answer().orElse(null));
  }

  @Override
  public ResolvedEnvironment resolveEnvironment(ResolveEnvironmentInput input) {
    Environment environment = environments.newest(input.service().parse().serviceId());
    return new ResolvedEnvironment(environment.version().value(), !environment.atBuild().isEmpty());
  }

  @Override
  public FoundImage findImage(FindImageInput input) {
    return new FoundImage(
        releases
            .withBuildKey(input.service().parse(), input.buildKey(), input.sourceKey())
            .map(ReleaseRecord::reused)
            .orElse(null));
  }

  @Override
  public FoundRelease findRelease(FindReleaseInput input) {
    RequestScope identity = input.service().parse();
    if (Boolean.TRUE.equals(input.live())) {
      ReleaseRecord live =
          releases
              .live(identity)
              .orElseThrow(
                  () -> notFound("make the live release of %s anew", identity, "none is live"));
      String version = input.environmentVersion();
      if (version == null) {
        quotas.admit(identity, live.runtime());
      }
      return new FoundRelease(
          live.id(),
          live.again(input.service()).restarting(),
          version == null ? null : buildsSeeOthers(identity, live, version));
    }
    ReleaseRecord release =
        releases
            .target(identity, Optional.ofNullable(input.targetRelease()))
            .orElseThrow(
                () ->
                    notFound(
                        "go back to an earlier release of %s",
                        identity, "there is no such release any more"));
    quotas.admit(identity, release.runtime());
    return new FoundRelease(release.id(), release.again(input.service()), null);
  }

  private static DeployException notFound(String action, RequestScope identity, String because) {
    return new Action(action.formatted(identity.name()))
        .failed(FailureCode.RELEASE_NOT_FOUND, because);
  }

  /** Whether builds see other variables than at a release; also when that is not known any more. */
  private boolean buildsSeeOthers(RequestScope identity, ReleaseRecord release, String newVersion) {
    EnvironmentVersion before = new EnvironmentVersion(release.environmentVersion());
    EnvironmentVersion now = new EnvironmentVersion(newVersion);
    if (before.equals(now)) {
      return false;
    }
    Environment then = environments.at(identity.serviceId(), before);
    // A version that the API has no longer is answered with the newest.
    return !then.version().equals(before)
        || !then.atBuild().equals(environments.at(identity.serviceId(), now).atBuild());
  }

  @Override
  public DeployedRelease deploy(DeployInput input) {
    RequestScope identity = input.service().parse();
    ReleaseRecord release = releases.deploy(identity, input);
    return new DeployedRelease(
        release.id(),
        identity.namespace().value(),
        release.previous(),
        settings.url(identity, release.runtime()));
  }

  @Override
  public RolloutResult waitForRollout(WaitForRolloutInput input) {
    RequestScope identity = input.service().parse();
    Releases.Recorded recorded =
        releases
            .recorded(identity, new ReleaseId(input.release()))
            .orElseThrow(
                () ->
                    new Action("start " + identity.name())
                        .failed(FailureCode.STALE_DEPLOY, "its release was removed meanwhile"));
    ReleaseRecord release = recorded.release();
    ActivityExecutionContext context = Activity.getExecutionContext();
    RolloutClock clock =
        RolloutClock.since(context.getHeartbeatDetails(String.class).orElse(""), Instant.now());
    releases.ensure(identity, release);
    Instant served;
    try {
      served =
          rollouts.await(
              identity,
              release,
              recorded.settled(),
              clock.begun(),
              () -> releases.show(identity, release),
              step -> context.heartbeat(clock.heartbeat(step)));
    } catch (InterruptedException e) {
      throw new Action("start " + identity.name()).interrupted(e);
    } catch (DeployException e) {
      throw redacted(identity, release, e);
    }
    ServiceResult result =
        releases.succeeded(identity, release, running(identity, release, served));
    quotas.settle(identity, Optional.of(release));
    leaveFormerNames(identity);
    return new RolloutResult(
        settings.url(identity, release.runtime()), null, result.servedAt(), result);
  }

  private ServiceResult running(RequestScope identity, ReleaseRecord release, Instant served) {
    return new ServiceResult(
        identity.requestId().value(),
        identity.sequence().number(),
        ServiceStatus.RUNNING.wire(),
        settings.url(identity, release.runtime()),
        release.commitSha(),
        release.digest(),
        release.id(),
        null,
        served.toEpochMilli());
  }

  @Override
  public RestoredRelease restoreRelease(RestoreReleaseInput input) {
    RequestScope identity = input.service().parse();
    Optional<ReleaseRecord> live =
        releases.restore(identity, input.reason(), Optional.ofNullable(input.result()));
    quotas.settle(identity, live);
    return new RestoredRelease(live.map(ReleaseRecord::id).orElse(null));
  }

  @Override
  public DeletedService deleteService(DeleteServiceInput input) {
    RequestScope identity = input.service().parse();
    boolean last = releases.delete(identity);
    leaveFormerNames(identity);
    return new DeletedService(last);
  }

  /** A service that was renamed no longer answers at the names that it had. */
  private void leaveFormerNames(RequestScope identity) {
    for (RequestScope former : claims.toLeave(identity)) {
      releases.delete(former);
      claims.left(former);
    }
  }

  /**
   * The service's own last lines may hold its environment's values, and go into the history. When
   * the values are not known any more, the lines cannot be shown.
   */
  private DeployException redacted(
      RequestScope identity, ReleaseRecord release, DeployException failure) {
    List<String> values = releases.environmentOf(identity, release).orElse(List.of());
    if (values.isEmpty()) {
      return failure.withLogTail(List.of());
    }
    // Among them is what every service has, and no secret: what is said of ports must stay.
    Set<String> given = Set.of(Integer.toString(release.runtime().port().number()), Homes.HOME);
    List<String> secrets = values.stream().filter(value -> !given.contains(value)).toList();
    return failure.rewritten(redactor.own(Secrets.of(secrets)));
  }
}
