package ink.ml.dp.deploy.claim;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Conflicts;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.Project;
import ink.ml.dp.model.name.ServiceName;
import ink.ml.dp.model.request.RequestScope;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Which name each service has: one ConfigMap for each ID, changed by compare-and-set. It orders a
 * service's requests over all its names, and remembers which names are still to be left.
 */
final class ServiceNames {
  private final Cluster cluster;
  private final DeploySettings settings;
  private final InstantSource clock;

  ServiceNames(Cluster cluster, DeploySettings settings, InstantSource clock) {
    this.cluster = cluster;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * @throws DeployException {@code STALE_DEPLOY} when a newer request is known, whatever its name
   */
  void refuseOlder(RequestScope identity, Action action) {
    read(identity).ifPresent(record -> refuseOlder(identity, record, action));
  }

  /** Gives the service that name; the one before it is left once the new one serves. */
  void take(RequestScope identity, Action action) {
    write(
        identity,
        action,
        ServiceRecord.of(identity, false, clock.instant()),
        record -> record.next(identity, false, clock.instant()));
  }

  /** Stands in the way of older requests, and changes nothing else. */
  void pass(RequestScope identity, Action action) {
    if (read(identity).isPresent()) {
      write(
          identity,
          action,
          ServiceRecord.of(identity, false, clock.instant()),
          record -> record.at(identity.sequence().number()));
    }
  }

  /**
   * Deletes the service under all its names. A request that only leaves one of them is known by its
   * sequence: it has taken another.
   */
  void delete(RequestScope identity, Action action) {
    write(
        identity,
        action,
        ServiceRecord.of(identity, true, clock.instant()),
        record ->
            record.sequence() == identity.sequence().number()
                ? record
                : record.next(identity, true, clock.instant()));
  }

  /** What the newest request still has to leave; nothing for any other. */
  List<RequestScope> toLeave(RequestScope identity) {
    return read(identity)
        .filter(record -> record.sequence() == identity.sequence().number())
        .stream()
        .flatMap(record -> record.former().entrySet().stream())
        .map(was -> identity.at(new Project(was.getValue()), new ServiceName(was.getKey())))
        .toList();
  }

  void left(RequestScope former) {
    write(
        former,
        new Action("leave the name " + former.name()),
        ServiceRecord.of(former, true, clock.instant()),
        record -> record.without(former.name().value()));
  }

  Optional<ServiceRecord> read(RequestScope identity) {
    return find(identity).map(ServiceRecord::read);
  }

  private void write(
      RequestScope identity,
      Action action,
      ServiceRecord first,
      UnaryOperator<ServiceRecord> change) {
    Conflicts.retry(
        action,
        () -> {
          Optional<JsonNode> found = find(identity);
          if (found.isEmpty()) {
            return cluster.create(first.manifest(settings.claimsNamespace()));
          }
          ServiceRecord before = ServiceRecord.read(found.get());
          refuseOlder(identity, before, action);
          ServiceRecord next = change.apply(before);
          if (next.equals(before)) {
            return found;
          }
          Manifest manifest = next.manifest(settings.claimsNamespace());
          return cluster.replace(found.get(), manifest);
        });
  }

  private Optional<JsonNode> find(RequestScope identity) {
    return cluster.get(
        Kind.CONFIG_MAP,
        settings.claimsNamespace(),
        ServiceRecord.objectName(identity.serviceId().value()));
  }

  private static void refuseOlder(RequestScope identity, ServiceRecord record, Action action) {
    if (record.sequence() > identity.sequence().number()) {
      throw action.failed(FailureCode.STALE_DEPLOY, "request " + record.sequence() + " is newer");
    }
  }
}
