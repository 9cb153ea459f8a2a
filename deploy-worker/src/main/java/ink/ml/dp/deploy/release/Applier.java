package ink.ml.dp.deploy.release;

import ink.ml.dp.deploy.claim.Claims;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.ReleaseId;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.request.RequestScope;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Writes a release's objects, as long as its request may. */
@Singleton
final class Applier {
  private final Claims claims;
  private final ReleaseStore records;
  private final ReleaseManifests manifests;
  private final EnvironmentSecrets secrets;
  private final Selection selection;
  private final Cluster cluster;

  Applier(
      Claims claims,
      ReleaseStore records,
      ReleaseManifests manifests,
      EnvironmentSecrets secrets,
      Selection selection,
      Cluster cluster) {
    this.claims = claims;
    this.records = records;
    this.manifests = manifests;
    this.secrets = secrets;
    this.selection = selection;
    this.cluster = cluster;
  }

  /** A request writes its own release as long as that is open, and another's while it is newest. */
  FencedWriter writer(RequestScope identity, ReleaseRecord release, Action action) {
    return new FencedWriter(
        cluster,
        identity,
        action,
        release.sequence() == identity.sequence().number()
            ? () -> checkOpen(identity, action)
            : () -> claims.check(identity, action));
  }

  /**
   * A release that has been taken back must not be applied once more by an attempt that was slow,
   * though its request may still be the newest. Neither of the two ever becomes true again, so that
   * they can be looked at in any order.
   */
  void checkOpen(RequestScope identity, Action action) {
    Parallel.run(
        List.of(() -> claims.check(identity, action), () -> requireOpenRecord(identity, action)));
  }

  /**
   * Applies a release beside what visitors see. All at once: each object is fenced by itself, and
   * none needs another to be there. Only a Service of the first form, which leads to any release,
   * is narrowed before this one's pods can come up.
   */
  void apply(FencedWriter writer, History history, ReleaseRecord release) {
    RequestScope identity = writer.identity();
    Optional<ReleaseRecord> first =
        selection.settledInFirstForm(identity).flatMap(id -> history.of(new ReleaseId(id)));
    ReleaseRecord seen = first.or(history::live).orElse(release);
    first.ifPresent(before -> selection.showUntilReady(writer, before, release));
    Parallel.run(
        List.of(
            () -> writer.apply(manifests.deployment(identity, release)),
            () -> selection.showUntilReady(writer, seen, release),
            () -> publishEarly(writer, seen, release)));
    refuseDeleted(identity, writer.action());
    if (release.sequence() == identity.sequence().number()
        && !records.read(identity).isOpen(identity)) {
      // Taken back between our last look and our last write: who takes back has looked already.
      writer.removeOwn(Kind.DEPLOYMENT, ReleaseManifests.deploymentName(identity, release.id()));
      throw stale(writer.action(), "the release was taken back already");
    }
  }

  /**
   * While the pods start, the ingress learns of the host. Not when visitors would be led to an
   * internal release until then.
   */
  private void publishEarly(FencedWriter writer, ReleaseRecord seen, ReleaseRecord release) {
    if (seen.runtime().isPublic() && release.runtime().isPublic()) {
      writer.apply(manifests.ingress(writer.identity(), release));
    }
  }

  /** The same of a deletion. */
  void refuseDeleted(RequestScope identity, Action action) {
    if (claims.isGone(identity)) {
      FencedWriter writer = new FencedWriter(cluster, identity, action, () -> {});
      String name = identity.name().value();
      String release = "r" + identity.sequence().number();
      writer.removeOwn(Kind.INGRESS, name);
      writer.removeOwn(Kind.DEPLOYMENT, ReleaseManifests.deploymentName(identity, release));
      writer.removeOwn(Kind.SERVICE, name);
      secrets.removeExcept(identity, List.of());
      throw stale(action, "the service was deleted meanwhile");
    }
  }

  private void requireOpenRecord(RequestScope identity, Action action) {
    if (!records.read(identity).isOpen(identity)) {
      throw stale(action, "the release was taken back already");
    }
  }

  private static DeployException stale(Action action, String because) {
    return action.failed(FailureCode.STALE_DEPLOY, because);
  }
}
