package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import ink.ml.dp.model.result.ServiceResult;
import org.jspecify.annotations.Nullable;

/**
 * The claim as it stands after it was taken.
 *
 * @param attempt how often the platform failed this request before
 * @param answer what the same request was answered before: then there is nothing left to do
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClaimedName(
    @JsonProperty("sequence") long sequence,
    @JsonProperty("namespace") String namespace,
    @JsonProperty("attempt") int attempt,
    @JsonProperty("answer") @Nullable ServiceResult answer) {}
