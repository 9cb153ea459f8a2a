package ink.ml.dp.deploy.release;

import ink.ml.dp.deploy.claim.Claims;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.request.RequestScope;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Makes the cluster what a service's record says, where nobody is at it. */
@Singleton
public final class Mending {
  /** The platform's own fault: the same request may run once more. */
  private static final String ABANDONED = FailureCode.WORKER_STOPPED.wire();

  private final Claims claims;
  private final ReleaseStore records;
  private final Selection selection;
  private final Releases releases;

  Mending(Claims claims, ReleaseStore records, Selection selection, Releases releases) {
    this.claims = claims;
    this.records = records;
    this.selection = selection;
    this.releases = releases;
  }

  /**
   * Fails releases that were begun and given up, and puts what serves in its place.
   *
   * @param newest the newest request of the service, which has ended
   * @return whether there was anything to do
   * @throws DeployException {@code STALE_DEPLOY} when there is a newer request by now
   */
  public boolean mend(RequestScope newest) {
    History before = releases.history(newest);
    if (before.equals(before.abandoned(newest, ABANDONED))
        && before.live().map(live -> selection.isInPlace(newest, live)).orElse(true)) {
      return false;
    }
    claims.check(newest, new Action("mend " + newest.name()));
    History mended = records.update(newest, history -> history.abandoned(newest, ABANDONED));
    int attempt = mended.of(newest.sequence()).map(ReleaseRecord::attempt).orElse(0);
    releases.restore(newest.inAttempt(attempt), ABANDONED, Optional.empty());
    return true;
  }

  /** Whether some release of the service answers, as far as it is recorded. */
  public boolean isLive(RequestScope service) {
    return releases.history(service).live().isPresent();
  }
}
