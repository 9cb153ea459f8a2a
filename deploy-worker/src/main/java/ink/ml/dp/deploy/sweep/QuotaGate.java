package ink.ml.dp.deploy.sweep;

import ink.ml.dp.deploy.claim.Claims;
import ink.ml.dp.deploy.claim.ProjectQuota;
import ink.ml.dp.deploy.release.Releases;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.model.request.RuntimeSpec;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Lets requests into the quota of their project, and keeps what services count for true. Nobody is
 * refused for the sake of a request that has ended: before that, room that is kept for one is given
 * back.
 */
@Singleton
public final class QuotaGate {
  private final ProjectQuota quota;
  private final Claims claims;
  private final Releases releases;
  private final Runs runs;

  public QuotaGate(ProjectQuota quota, Claims claims, Releases releases, Runs runs) {
    this.quota = quota;
    this.claims = claims;
    this.releases = releases;
    this.runs = runs;
  }

  /**
   * Counts what a request asks for. Repeatable.
   *
   * @throws DeployException {@code QUOTA_EXCEEDED}, with who has taken how much
   */
  public void admit(RequestScope identity, RuntimeSpec runtime) {
    try {
      quota.admit(identity, runtime);
    } catch (DeployException e) {
      if (e.code() != FailureCode.QUOTA_EXCEEDED || !giveBack(identity)) {
        throw e;
      }
      quota.admit(identity, runtime);
    }
  }

  /** Whether there were requests of the others that have ended without saying so. */
  private boolean giveBack(RequestScope identity) {
    boolean found = false;
    for (RequestScope other : quota.pending(identity)) {
      if (!runs.mayRun(other.serviceId())) {
        settle(other);
        found = true;
      }
    }
    return found;
  }

  /** Counts no longer whoever has no claim. */
  void forgetUnclaimed() {
    quota.forgetUnclaimed(claims::all);
  }

  /** Counts a service, whose newest request has ended, with what is recorded to run of it. */
  void settle(RequestScope newest) {
    Optional<ReleaseRecord> live = claims.isGone(newest) ? Optional.empty() : releases.live(newest);
    settle(newest, live);
  }

  /**
   * Counts a service with what runs of it, because its request has ended.
   *
   * @param live empty when nothing does
   */
  public void settle(RequestScope request, Optional<ReleaseRecord> live) {
    quota.settle(request, live.map(ReleaseRecord::runtime));
  }
}
