package ink.ml.dp.deploy.claim;

import ink.ml.dp.deploy.claim.Ask.Size;
import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.ServiceId;
import ink.ml.dp.model.request.RequestScope;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * What there is for one service in its project.
 *
 * @param asks by the services' names, this one's own among them
 */
record Room(Map<String, Ask> asks, RequestScope identity, DeploySettings settings) {
  private enum Resource {
    CPU("CPU", Size::millicores) {
      @Override
      String text(long amount) {
        return BigDecimal.valueOf(amount, 3).stripTrailingZeros().toPlainString();
      }
    },
    MEMORY("MiB of memory", Size::bytes) {
      @Override
      String text(long amount) {
        return Long.toString((amount + (1L << 20) - 1) >> 20);
      }
    };

    private final String unit;
    private final ToLongFunction<Size> amount;

    Resource(String unit, ToLongFunction<Size> amount) {
      this.unit = unit;
      this.amount = amount;
    }

    abstract String text(long amount);

    long of(Size size) {
      return amount.applyAsLong(size);
    }
  }

  /**
   * @throws DeployException {@code QUOTA_EXCEEDED} when the others leave too little; never for what
   *     already runs, so that a service can be made smaller, or just restarted, however full it is
   */
  void refuseMore(Action action) {
    refuse(action, Resource.CPU, settings.projectCpu().millicores());
    refuse(action, Resource.MEMORY, settings.projectMemory().bytes());
  }

  private void refuse(Action action, Resource resource, long limit) {
    Ask own = Objects.requireNonNull(asks.get(identity.name().value()));
    long wanted = resource.of(own.counted());
    Map<String, Long> others = others(resource);
    long used = others.values().stream().mapToLong(Long::longValue).sum();
    if (used + wanted <= limit || wanted <= running(resource)) {
      return;
    }
    String by =
        others.entrySet().stream()
            .map(other -> other.getKey() + " (" + resource.text(other.getValue()) + ")")
            .collect(Collectors.joining(", "));
    throw action.failed(
        FailureCode.QUOTA_EXCEEDED,
        "it asks for %s %s, and %s of %s are used%s"
            .formatted(
                resource.text(wanted),
                resource.unit,
                resource.text(used),
                resource.text(limit),
                by.isEmpty() ? "" : " by " + by));
  }

  /** By name. A service that is getting another one has both for a while, and counts once. */
  private Map<String, Long> others(Resource resource) {
    Map<ServiceId, Map.Entry<String, Long>> largest = new HashMap<>();
    asks.forEach(
        (name, ask) -> {
          if (!ask.isOf(identity)) {
            largest.merge(
                ask.serviceId(),
                Map.entry(name, resource.of(ask.counted())),
                (one, other) -> one.getValue() < other.getValue() ? other : one);
          }
        });
    Map<String, Long> amounts = new TreeMap<>();
    largest.values().forEach(entry -> amounts.put(entry.getKey(), entry.getValue()));
    return amounts;
  }

  private long running(Resource resource) {
    return asks.values().stream()
        .filter(ask -> ask.isOf(identity))
        .mapToLong(ask -> resource.of(ask.runs()))
        .max()
        .orElse(0);
  }
}
