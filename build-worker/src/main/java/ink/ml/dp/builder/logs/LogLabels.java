package ink.ml.dp.builder.logs;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.request.RequestScope;

/**
 * Whose log it is, kept beside the log so that it can still be sent after a restart. The first
 * three are labels in Loki; the rest is metadata of each line, because labels must stay few.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record LogLabels(
    @JsonProperty("tenant") String tenant,
    @JsonProperty("project") String project,
    @JsonProperty("service") String service,
    @JsonProperty("service_id") String serviceId,
    @JsonProperty("request_id") String requestId,
    @JsonProperty("commit") String commit) {
  static LogLabels of(RequestScope service, CommitSha commit) {
    return new LogLabels(
        service.tenant().value(),
        service.project().value(),
        service.name().value(),
        service.serviceId().value(),
        service.requestId().value(),
        commit.value());
  }
}
