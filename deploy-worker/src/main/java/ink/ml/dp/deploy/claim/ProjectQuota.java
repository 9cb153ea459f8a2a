package ink.ml.dp.deploy.claim;

import com.fasterxml.jackson.databind.JsonNode;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Conflicts;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.request.RuntimeSpec;
import ink.ml.dp.model.request.RequestScope;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * What a project's services ask for together: one ConfigMap for each project, changed by
 * compare-and-set, so that of two that come at once the second finds what the first has taken. A
 * service counts once, with what its newest request asks for, however many of its releases run.
 */
final class ProjectQuota {
  /** What a project may ask for; its namespace's ResourceQuota is twice that. */
  private static final long MILLICORES = 4000;

  private static final long BYTES = 4L << 30;

  private final Cluster cluster;
  private final String namespace;

  ProjectQuota(Cluster cluster, String namespace) {
    this.cluster = cluster;
    this.namespace = namespace;
  }

  /** What one service asks for, as its request with that sequence said. */
  private record Ask(long millicores, long bytes, long sequence) {
    static Ask read(String text) {
      String[] parts = text.split(" ", -1);
      return new Ask(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }

    String text() {
      return millicores + " " + bytes + " " + sequence;
    }
  }

  /**
   * Counts a service with what it asks for. Repeatable; an older request changes nothing.
   *
   * @throws DeployException {@code QUOTA_EXCEEDED}, with who has taken how much
   */
  void admit(RequestScope identity, RuntimeSpec runtime) {
    String tried = "make room for " + identity.name() + " in its project";
    Ask ask = ask(identity, runtime);
    write(
        identity,
        tried,
        asks -> {
          Ask before = asks.put(identity.name().value(), ask);
          if (before != null && before.sequence() > ask.sequence()) {
            asks.put(identity.name().value(), before);
            return;
          }
          refuse(identity, tried, asks, "CPU", MILLICORES, Ask::millicores, ProjectQuota::cores);
          refuse(identity, tried, asks, "MiB of memory", BYTES, Ask::bytes, ProjectQuota::mebi);
        });
  }

  /**
   * Counts a service with what runs of it, which is there whether there is room or not; unless a
   * newer request asks for something else.
   */
  void settle(RequestScope identity, RuntimeSpec runtime) {
    Ask ask = ask(identity, runtime);
    write(
        identity,
        "count what " + identity.name() + " uses",
        asks ->
            asks.merge(
                identity.name().value(),
                ask,
                (before, now) -> before.sequence() > now.sequence() ? before : now));
  }

  private static Ask ask(RequestScope identity, RuntimeSpec runtime) {
    return new Ask(
        runtime.cpu().millicores(), runtime.memory().bytes(), identity.sequence().number());
  }

  /** Counts a service no longer, unless a newer request does. */
  void release(RequestScope identity) {
    write(
        identity,
        "give back what " + identity.name() + " asked for",
        asks -> {
          Ask before = asks.get(identity.name().value());
          if (before != null && before.sequence() <= identity.sequence().number()) {
            asks.remove(identity.name().value());
          }
        });
  }

  private interface Change {
    void of(Map<String, Ask> asks);
  }

  private interface Unit {
    String text(long amount);
  }

  private static void refuse(
      RequestScope identity,
      String tried,
      Map<String, Ask> asks,
      String what,
      long limit,
      ToLongFunction<Ask> amount,
      Unit unit) {
    Map<String, Ask> others = new TreeMap<>(asks);
    Ask own = others.remove(identity.name().value());
    long used = others.values().stream().mapToLong(amount).sum();
    long asked = own == null ? 0 : amount.applyAsLong(own);
    if (used + asked <= limit) {
      return;
    }
    String by =
        others.entrySet().stream()
            .map(e -> e.getKey() + " (" + unit.text(amount.applyAsLong(e.getValue())) + ")")
            .collect(Collectors.joining(", "));
    throw new DeployException(
        FailureCode.QUOTA_EXCEEDED,
        tried,
        "it asks for %s %s, and %s of %s are used%s"
            .formatted(
                unit.text(asked),
                what,
                unit.text(used),
                unit.text(limit),
                by.isEmpty() ? "" : " by " + by));
  }

  private static String cores(long millicores) {
    return BigDecimal.valueOf(millicores, 3).stripTrailingZeros().toPlainString();
  }

  private static String mebi(long bytes) {
    return Long.toString((bytes + (1L << 20) - 1) >> 20);
  }

  private void write(RequestScope identity, String tried, Change change) {
    // No name of a service has a dot.
    String name = "quota." + identity.namespace();
    Conflicts.retry(tried, () -> written(name, change));
  }

  /** Empty when somebody else was quicker. */
  private Optional<Boolean> written(String name, Change change) {
    Optional<JsonNode> found = cluster.get(Kind.CONFIG_MAP, namespace, name);
    Map<String, Ask> before = found.map(ProjectQuota::read).orElse(Map.of());
    Map<String, Ask> asks = new TreeMap<>(before);
    change.of(asks);
    if (asks.equals(before)) {
      return Optional.of(true);
    }
    if (asks.isEmpty() && found.isPresent()) {
      return cluster.delete(Kind.CONFIG_MAP, found.get()) ? Optional.of(true) : Optional.empty();
    }
    Manifest manifest = manifest(name, asks);
    return found
        .map(read -> cluster.replace(read, manifest))
        .orElseGet(() -> cluster.create(manifest))
        .map(_ -> true);
  }

  private static Map<String, Ask> read(JsonNode configMap) {
    Map<String, Ask> asks = new TreeMap<>();
    configMap
        .path("data")
        .properties()
        .forEach(entry -> asks.put(entry.getKey(), Ask.read(entry.getValue().asText())));
    return asks;
  }

  private Manifest manifest(String name, Map<String, Ask> asks) {
    Map<String, String> data = new TreeMap<>();
    asks.forEach((service, ask) -> data.put(service, ask.text()));
    return new Manifest(Kind.CONFIG_MAP, namespace, name, Map.of(), Map.of(), Map.of("data", data));
  }
}
