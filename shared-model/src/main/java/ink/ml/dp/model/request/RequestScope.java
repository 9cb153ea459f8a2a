package ink.ml.dp.model.request;

import ink.ml.dp.model.name.NamespaceName;
import ink.ml.dp.model.name.Project;
import ink.ml.dp.model.name.RequestId;
import ink.ml.dp.model.name.Sequence;
import ink.ml.dp.model.name.ServiceId;
import ink.ml.dp.model.name.ServiceName;
import ink.ml.dp.model.name.Tenant;

/**
 * Whose request it is, which one, and for what: what every activity needs.
 *
 * @param attempt how often the platform failed the request before
 */
public record RequestScope(
    RequestId requestId,
    Sequence sequence,
    ServiceId serviceId,
    Tenant tenant,
    Project project,
    ServiceName name,
    int attempt) {
  /**
   * The namespace that the service lives in. {@link ServiceSpec#parse} has checked that it can be
   * made.
   */
  public NamespaceName namespace() {
    return NamespaceName.of(tenant, project);
  }

  /** The same request in another of its runs. */
  public RequestScope inAttempt(int other) {
    return new RequestScope(requestId, sequence, serviceId, tenant, project, name, other);
  }

  /** The same request, where the service has or had another name. */
  public RequestScope at(Project other, ServiceName otherName) {
    return new RequestScope(requestId, sequence, serviceId, tenant, other, otherName, attempt);
  }
}
