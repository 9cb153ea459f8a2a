package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import ink.ml.dp.model.name.Project;
import ink.ml.dp.model.name.RequestId;
import ink.ml.dp.model.name.Sequence;
import ink.ml.dp.model.name.ServiceId;
import ink.ml.dp.model.name.ServiceName;
import ink.ml.dp.model.name.Tenant;
import ink.ml.dp.model.request.RequestScope;

/**
 * Whose activity it is: {@link RequestScope} as it goes over the wire.
 *
 * @param requestId the request's idempotency key
 * @param sequence the fence
 * @param attempt how often the platform failed the request before, as its claim said
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServiceKey(
    @JsonProperty("request_id") String requestId,
    @JsonProperty("sequence") long sequence,
    @JsonProperty("service_id") String serviceId,
    @JsonProperty("tenant") String tenant,
    @JsonProperty("project") String project,
    @JsonProperty("name") String name,
    @JsonProperty("attempt") int attempt) {
  /** Of a request that nobody tried before. */
  public ServiceKey(
      String requestId,
      long sequence,
      String serviceId,
      String tenant,
      String project,
      String name) {
    this(requestId, sequence, serviceId, tenant, project, name, 0);
  }

  public static ServiceKey of(RequestScope identity) {
    return new ServiceKey(
        identity.requestId().value(),
        identity.sequence().number(),
        identity.serviceId().value(),
        identity.tenant().value(),
        identity.project().value(),
        identity.name().value(),
        identity.attempt());
  }

  /** The same request, in another of its runs. */
  public ServiceKey inAttempt(int number) {
    return new ServiceKey(requestId, sequence, serviceId, tenant, project, name, number);
  }

  /** The strict form; an InvalidValueException says which rule a value breaks. */
  public RequestScope parse() {
    return new RequestScope(
        new RequestId(requestId),
        new Sequence(sequence),
        new ServiceId(serviceId),
        new Tenant(tenant),
        new Project(project),
        new ServiceName(name),
        attempt);
  }
}
