package ink.ml.dp.deploy.claim;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.claim.Claim.State;
import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Conflicts;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.RequestScope;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Claims of names: one ConfigMap each, changed by compare-and-set. The one atomic place for who
 * owns a host name, which request is newest, and that a name is dead but not yet free.
 */
@Singleton
public final class Claims {
  private final Cluster cluster;
  private final DeploySettings settings;
  private final InstantSource clock;
  private final ServiceNames names;
  private final ProjectQuota quota;

  public Claims(Cluster cluster, DeploySettings settings, InstantSource clock, ProjectQuota quota) {
    this.cluster = cluster;
    this.settings = settings;
    this.clock = clock;
    this.names = new ServiceNames(cluster, settings, clock);
    this.quota = quota;
  }

  /**
   * Takes the name for this request, which is not a deletion. Taking it again for the same request
   * changes nothing.
   *
   * <p>A service has one name at a time: when it had another, that one is {@link #toLeave}.
   *
   * <p>A redeploy takes a name that nobody has: the create before it may have been superseded
   * before it came to take it.
   *
   * @return whether no request of this sequence had it before
   * @throws DeployException {@code NAME_RESERVED}, {@code NAME_TAKEN}, {@code STALE_DEPLOY} or
   *     {@code SERVICE_NOT_FOUND}
   */
  public boolean claim(RequestScope identity, Operation operation) {
    Action action = new Action("claim the name " + identity.name());
    if (isReserved(identity)) {
      throw action.failed(FailureCode.NAME_RESERVED, "the platform keeps it for itself");
    }
    names.refuseOlder(identity, action);
    AtomicBoolean first = new AtomicBoolean();
    write(
        identity,
        action,
        found -> {
          first.set(
              found
                  .filter(claim -> claim.newestOf(identity) >= identity.sequence().number())
                  .isEmpty());
          return claimed(identity, operation, action, found);
        });
    names.take(identity, action);
    return first.get();
  }

  /**
   * Takes the name for a deletion: from here on no older request may write. A name that nobody has
   * is taken too, so that a create which comes late stays away.
   *
   * @return false when the name is another service's, so that there is nothing to delete
   * @throws DeployException {@code STALE_DEPLOY}
   */
  public boolean beginDelete(RequestScope identity) {
    Action action = new Action("delete " + identity.name());
    if (isReserved(identity)) {
      return false;
    }
    names.delete(identity, action);
    return write(identity, action, found -> deleting(identity, action, found)).isOf(identity);
  }

  /**
   * The names that the service had before and that are to be given up, as this request, which has
   * to be the newest; none for any other.
   */
  public List<RequestScope> toLeave(RequestScope identity) {
    return names.toLeave(identity);
  }

  /**
   * A name and whose it is, for whoever looks after all of them.
   *
   * @param newest the newest request of the service that the claim or the service's record knows
   * @param state what became of the service there
   */
  public record Held(RequestScope newest, State state) {
    /** How the name stands to its service. */
    public enum State {
      /** The name that the service has. */
      CURRENT,
      /** One that it had, or wanted, and is not known to have left. */
      STRAY,
      /** Its objects were being removed. */
      DELETING,
      /** Nothing is left but the claim. */
      DELETED
    }
  }

  /** All names that are claimed. */
  public List<Held> all() {
    List<JsonNode> objects =
        cluster.list(Kind.CONFIG_MAP, settings.claimsNamespace(), Labels.TENANT);
    Map<String, ServiceRecord> services =
        objects.stream()
            .filter(ServiceRecord::isRecord)
            .map(ServiceRecord::read)
            .collect(Collectors.toMap(ServiceRecord::serviceId, record -> record));
    return objects.stream()
        .filter(object -> !ServiceRecord.isRecord(object))
        .map(Claim::read)
        .map(claim -> claim.held(Optional.ofNullable(services.get(claim.serviceId()))))
        .toList();
  }

  /**
   * Removes what is only there to keep a name, or a late request, for as long as names are kept.
   *
   * @return how many objects were removed
   */
  public int forget() {
    Instant limit = clock.instant().minus(settings.nameKept());
    int gone = 0;
    for (JsonNode object :
        cluster.list(Kind.CONFIG_MAP, settings.claimsNamespace(), Labels.TENANT)) {
      boolean dead =
          ServiceRecord.isRecord(object)
              ? ServiceRecord.read(object).isDead(limit)
              : Claim.read(object).isDead(limit);
      if (dead && cluster.delete(Kind.CONFIG_MAP, object)) {
        gone++;
      }
    }
    return gone;
  }

  /** Says that nothing serves under a former name any more. */
  public void left(RequestScope former) {
    names.left(former);
  }

  /**
   * What a cancellation found.
   *
   * @param before the newest request before it; 0 when there was none, or it cannot be told any
   *     more
   * @param deleted whether the service is deleted, or is being so
   */
  public record Cancelled(long before, boolean deleted) {}

  /**
   * Stands in the way of all older requests, and changes nothing else. A name that nobody has is
   * taken, so that a create which comes late stays away.
   *
   * @throws DeployException {@code STALE_DEPLOY}
   */
  public Cancelled cancel(RequestScope identity) {
    Action action = new Action("cancel the requests of " + identity.name());
    AtomicLong before = new AtomicLong();
    Claim claim =
        write(
            identity,
            action,
            found -> {
              long newest = found.map(one -> one.newestOf(identity)).orElse(0L);
              before.set(newest == identity.sequence().number() ? 0 : newest);
              return cancelled(identity, action, found);
            });
    names.pass(identity, action);
    return new Cancelled(before.get(), claim.isOf(identity) && claim.state() != State.LIVE);
  }

  private Claim cancelled(RequestScope identity, Action action, Optional<Claim> found) {
    Instant now = clock.instant();
    if (found.isEmpty()) {
      return Claim.of(identity, State.LIVE, now, Map.of());
    }
    Claim claim = found.get();
    refuseOlder(identity, claim, action);
    return claim.isOf(identity)
        ? Claim.of(identity, claim.state(), claim.since(), claim.former())
        : claim.withFormer(identity, now, now.minus(settings.nameKept()));
  }

  /**
   * Leaves the name dead: reserved for its tenant for a while, and never brought back by a request
   * that is older.
   *
   * @throws DeployException {@code STALE_DEPLOY}
   */
  public void finishDelete(RequestScope identity) {
    Action action = new Action("give up the name " + identity.name());
    write(
        identity,
        action,
        found -> {
          Claim claim = found.orElseThrow(() -> stale(action, "its claim is gone"));
          refuseOlder(identity, claim, action);
          if (!claim.isOf(identity)) {
            throw stale(action, "another service has the name now");
          }
          return claim.state() == State.DELETED
              ? claim
              : Claim.of(identity, State.DELETED, clock.instant(), claim.former());
        });
    quota.settle(identity, Optional.empty());
  }

  /**
   * Checks that the name is still this service's, that it is not being deleted, and that no newer
   * request has taken it.
   *
   * @throws DeployException {@code STALE_DEPLOY}
   */
  public void check(RequestScope identity, Action action) {
    if (checkOwn(identity, action).state() != State.LIVE) {
      throw stale(action, "the service is being deleted");
    }
  }

  /** As {@link #check}, for the deletion itself. */
  public void checkDeleting(RequestScope identity, Action action) {
    if (checkOwn(identity, action).state() == State.LIVE) {
      throw stale(action, "the service was made anew");
    }
  }

  /** Whether the service was deleted, or is being so: what is left of it belongs to nobody. */
  public boolean isGone(RequestScope identity) {
    Optional<Claim> claim = find(identity).map(Claim::read);
    return claim.isEmpty() || !claim.get().isOf(identity) || claim.get().state() != State.LIVE;
  }

  private Claim checkOwn(RequestScope identity, Action action) {
    Claim claim =
        find(identity).map(Claim::read).orElseThrow(() -> stale(action, "its claim is gone"));
    if (!claim.isOf(identity)) {
      throw stale(action, "another service has the name now");
    }
    refuseOlder(identity, claim, action);
    return claim;
  }

  private Claim claimed(
      RequestScope identity, Operation operation, Action action, Optional<Claim> found) {
    Instant now = clock.instant();
    if (found.isEmpty()) {
      if (operation.needsRelease()) {
        throw notFound(action);
      }
      return Claim.of(identity, State.LIVE, now, Map.of());
    }
    Claim claim = found.get();
    refuseOlder(identity, claim, action);
    if (claim.isOf(identity)) {
      if (claim.state() != State.LIVE && operation != Operation.CREATE) {
        throw notFound(action);
      }
      Instant since = claim.state() == State.LIVE ? claim.since() : now;
      return Claim.of(identity, State.LIVE, since, claim.former());
    }
    if (!isFreeFor(identity, claim, now)) {
      throw action.failed(FailureCode.NAME_TAKEN, "another service has it");
    }
    if (operation.needsRelease()) {
      throw notFound(action);
    }
    return Claim.of(identity, State.LIVE, now, claim.formerAfter(now.minus(settings.nameKept())));
  }

  private Claim deleting(RequestScope identity, Action action, Optional<Claim> found) {
    Instant now = clock.instant();
    if (found.isEmpty()) {
      return Claim.of(identity, State.DELETED, now, Map.of());
    }
    Claim claim = found.get();
    refuseOlder(identity, claim, action);
    if (!claim.isOf(identity)) {
      return claim.withFormer(identity, now, now.minus(settings.nameKept()));
    }
    return claim.state() == State.LIVE
        ? Claim.of(identity, State.DELETING, now, claim.former())
        : Claim.of(identity, claim.state(), claim.since(), claim.former());
  }

  private boolean isFreeFor(RequestScope identity, Claim claim, Instant now) {
    return claim.state() == State.DELETED
        && (claim.tenant().equals(identity.tenant().value())
            || claim.since().plus(settings.nameKept()).isBefore(now));
  }

  private boolean isReserved(RequestScope identity) {
    return settings.reservedNames().contains(identity.name().value());
  }

  private interface Change {
    Claim next(Optional<Claim> found);
  }

  private Claim write(RequestScope identity, Action action, Change change) {
    return Conflicts.retry(
        action,
        () -> {
          Optional<JsonNode> found = find(identity);
          Claim next = change.next(found.map(Claim::read));
          Manifest manifest = next.manifest(settings.claimsNamespace());
          return (found.isPresent() ? cluster.replace(found.get(), manifest) : create(manifest))
              .map(written -> next);
        });
  }

  private Optional<JsonNode> create(Manifest manifest) {
    String namespace = settings.claimsNamespace();
    if (cluster.get(Kind.NAMESPACE, namespace, namespace).isEmpty()) {
      cluster.apply(
          new Manifest(Kind.NAMESPACE, namespace, namespace, Map.of(), Map.of(), Map.of()));
    }
    return cluster.create(manifest);
  }

  private Optional<JsonNode> find(RequestScope identity) {
    return cluster.get(Kind.CONFIG_MAP, settings.claimsNamespace(), identity.name().value());
  }

  private static void refuseOlder(RequestScope identity, Claim claim, Action action) {
    long newest = claim.newestOf(identity);
    if (newest > identity.sequence().number()) {
      throw stale(action, "request " + newest + " is newer");
    }
  }

  private static DeployException stale(Action action, String because) {
    return action.failed(FailureCode.STALE_DEPLOY, because);
  }

  private static DeployException notFound(Action action) {
    return action.failed(FailureCode.SERVICE_NOT_FOUND, "there is no service of that name");
  }
}
