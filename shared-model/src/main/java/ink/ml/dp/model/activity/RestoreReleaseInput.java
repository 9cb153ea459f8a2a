package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import ink.ml.dp.model.result.ServiceResult;
import org.jspecify.annotations.Nullable;

/**
 * A release that failed, to be taken back.
 *
 * @param release the one that failed
 * @param reason the failure's code
 * @param result what the request is answered, to be recorded; null from a workflow of before
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestoreReleaseInput(
    @JsonProperty("service") ServiceKey service,
    @JsonProperty("release") String release,
    @JsonProperty("reason") String reason,
    @JsonProperty("result") @Nullable ServiceResult result) {}
