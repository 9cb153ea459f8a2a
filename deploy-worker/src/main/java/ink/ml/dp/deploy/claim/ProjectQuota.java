package ink.ml.dp.deploy.claim;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.claim.Ask.Size;
import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Conflicts;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.name.InvalidValueException;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.name.ServiceId;
import ink.ml.dp.model.name.ServiceName;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.model.request.RuntimeSpec;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What a project's services ask for together: one ConfigMap for each project, changed by
 * compare-and-set, so that of two that come at once the second finds what the first has taken. A
 * service counts once, however many of its releases run.
 */
@Singleton
public final class ProjectQuota {
  /** No name of a service has a dot. */
  private static final String PREFIX = "quota.";

  private static final String RECORD = "quota";

  private final Cluster cluster;
  private final DeploySettings settings;

  public ProjectQuota(Cluster cluster, DeploySettings settings) {
    this.cluster = cluster;
    this.settings = settings;
  }

  /**
   * Counts a service with what its request asks for. Repeatable; an older request changes nothing.
   *
   * @throws DeployException {@code QUOTA_EXCEEDED}, with who has taken how much
   */
  public void admit(RequestScope identity, RuntimeSpec runtime) {
    Action action = new Action("start " + identity.name());
    write(
        identity,
        action,
        line ->
            Optional.of(
                Ask.pending(
                    identity,
                    line.filter(ask -> ask.isOf(identity)).map(Ask::runs).orElse(Size.NONE),
                    runtime)),
        asks -> new Room(asks, identity, settings).refuseMore(action));
  }

  /**
   * Counts a service with what runs of it, which is there whether there is room or not.
   *
   * @param runs empty when nothing does
   */
  public void settle(RequestScope identity, Optional<RuntimeSpec> runs) {
    write(
        identity,
        new Action("count what " + identity.name() + " uses"),
        line ->
            line.filter(ask -> !ask.isOf(identity)).isPresent()
                ? line
                : runs.map(runtime -> Ask.settled(identity, runtime)),
        _ -> {});
  }

  /** The other services of the project whose requests, as far as it is known, have not ended. */
  public List<RequestScope> pending(RequestScope identity) {
    return find(identity).map(ProjectQuota::read).orElse(Map.of()).entrySet().stream()
        .filter(entry -> entry.getValue().pending().isPresent())
        .filter(entry -> !entry.getValue().isOf(identity))
        .map(
            entry ->
                new RequestScope(
                    Claim.SWEEP,
                    entry.getValue().sequence(),
                    entry.getValue().serviceId(),
                    identity.tenant(),
                    identity.project(),
                    new ServiceName(entry.getKey()),
                    0))
        .toList();
  }

  /**
   * Counts no longer whoever has no claim.
   *
   * @param claims what is claimed, not read before it is asked for: a service has its claim before
   *     it is counted
   */
  public void forgetUnclaimed(Supplier<List<Claims.Held>> claims) {
    List<JsonNode> all =
        cluster.list(Kind.CONFIG_MAP, settings.claimsNamespace(), Labels.RECORD + "=" + RECORD);
    if (all.isEmpty()) {
      return;
    }
    Set<String> claimed =
        claims.get().stream()
            .filter(held -> held.state() != Claims.Held.State.DELETED)
            .map(held -> key(held.newest()))
            .collect(Collectors.toSet());
    all.forEach(read -> forget(read, claimed));
  }

  private void forget(JsonNode read, Set<String> claimed) {
    String object = read.path("metadata").path("name").asText();
    Map<String, Ask> before = read(read);
    Map<String, Ask> asks = new TreeMap<>(before);
    asks.entrySet()
        .removeIf(
            line -> !claimed.contains(key(object, line.getKey(), line.getValue().serviceId())));
    if (!asks.equals(before)) {
      // Whoever changed it meanwhile leaves the rest to the next sweep.
      replaced(read, asks);
    }
  }

  /** A service's line among those of all projects. */
  private static String key(RequestScope identity) {
    return key(objectName(identity), identity.name().value(), identity.serviceId());
  }

  private static String key(String object, String name, ServiceId service) {
    return object + "/" + name + "/" + service;
  }

  private interface Check {
    void of(Map<String, Ask> asks);
  }

  /** Changes the line of a service's name, unless a newer request of it did. */
  private void write(
      RequestScope identity, Action action, UnaryOperator<Optional<Ask>> change, Check check) {
    String line = identity.name().value();
    Conflicts.retry(
        action,
        () -> {
          Optional<JsonNode> found = find(identity);
          Map<String, Ask> before = found.map(ProjectQuota::read).orElse(Map.of());
          Optional<Ask> was = Optional.ofNullable(before.get(line));
          if (was.filter(ask -> ask.isNewerThan(identity)).isPresent()) {
            return Optional.of(true);
          }
          Map<String, Ask> asks = new TreeMap<>(before);
          change.apply(was).ifPresentOrElse(ask -> asks.put(line, ask), () -> asks.remove(line));
          check.of(asks);
          if (asks.equals(before)) {
            return Optional.of(true);
          }
          return found.isPresent()
              ? replaced(found.get(), asks)
              : cluster.create(manifest(objectName(identity), asks)).map(_ -> true);
        });
  }

  /** Empty when somebody else was quicker. */
  private Optional<Boolean> replaced(JsonNode read, Map<String, Ask> asks) {
    if (asks.isEmpty()) {
      return cluster.delete(Kind.CONFIG_MAP, read) ? Optional.of(true) : Optional.empty();
    }
    String name = read.path("metadata").path("name").asText();
    return cluster.replace(read, manifest(name, asks)).map(_ -> true);
  }

  private Optional<JsonNode> find(RequestScope identity) {
    return cluster.get(Kind.CONFIG_MAP, settings.claimsNamespace(), objectName(identity));
  }

  private static String objectName(RequestScope identity) {
    return PREFIX + identity.namespace();
  }

  private static Map<String, Ask> read(JsonNode configMap) {
    Map<String, Ask> asks = new TreeMap<>();
    configMap
        .path("data")
        .properties()
        .forEach(
            entry ->
                Ask.read(entry.getValue().asText())
                    .filter(_ -> isName(entry.getKey()))
                    .ifPresent(ask -> asks.put(entry.getKey(), ask)));
    return asks;
  }

  private static boolean isName(String key) {
    try {
      return new ServiceName(key).value().equals(key);
    } catch (InvalidValueException e) {
      return false;
    }
  }

  private Manifest manifest(String name, Map<String, Ask> asks) {
    Map<String, String> data = new TreeMap<>();
    asks.forEach((service, ask) -> data.put(service, ask.text()));
    return new Manifest(
        Kind.CONFIG_MAP,
        settings.claimsNamespace(),
        name,
        Map.of(Labels.RECORD, RECORD),
        Map.of(),
        Map.of("data", data));
  }
}
