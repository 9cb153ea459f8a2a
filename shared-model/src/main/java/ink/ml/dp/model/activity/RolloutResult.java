package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import ink.ml.dp.model.result.ServiceResult;
import org.jspecify.annotations.Nullable;

/**
 * A release that answers at its URL.
 *
 * @param revision the ReplicaSet, for people
 * @param servedAt when it answered first, in milliseconds since the epoch; it was watched since
 * @param result the request's answer as it was recorded
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutResult(
    @JsonProperty("url") String url,
    @JsonProperty("revision") @Nullable String revision,
    @JsonProperty("served_at") @Nullable Long servedAt,
    @JsonProperty("result") @Nullable ServiceResult result) {}
