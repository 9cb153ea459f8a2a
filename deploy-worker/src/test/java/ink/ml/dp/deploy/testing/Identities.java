package ink.ml.dp.deploy.testing;

import ink.ml.dp.model.activity.ServiceKey;
import ink.ml.dp.model.request.RequestScope;
import java.util.concurrent.atomic.AtomicInteger;

/** A service that no other test has: suites share one cluster. */
public record Identities(String serviceId, String tenant, String project, String name) {
  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final String RUN = Long.toString(System.currentTimeMillis() / 1000, 36);

  /** A service of a tenant of its own. */
  public static Identities fresh() {
    String id = RUN + "x" + NEXT.incrementAndGet();
    return new Identities("svc-" + id, "t" + id, "shop", "web-" + id);
  }

  /** Another service of the same tenant's project. */
  public Identities neighbour() {
    Identities other = fresh();
    return new Identities(other.serviceId, tenant, project, other.name);
  }

  /** Another service that wants the same name. */
  public Identities rival() {
    return new Identities(fresh().serviceId, tenant, project, name);
  }

  public Identities ofTenant(String other) {
    return new Identities(serviceId, other, project, name);
  }

  public Identities inProject(String other) {
    return new Identities(serviceId, tenant, other, name);
  }

  public Identities named(String other) {
    return new Identities(serviceId, tenant, project, other);
  }

  public ServiceKey key(long sequence) {
    return new ServiceKey(
        "req-" + serviceId + "-" + sequence, sequence, serviceId, tenant, project, name);
  }

  /** A request of this service. */
  public RequestScope at(long sequence) {
    return key(sequence).parse();
  }

  public String namespace() {
    return "dp-" + tenant + "-" + project;
  }
}
