package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Which earlier release to go back to.
 *
 * @param targetRelease null for the last good one before the live one
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FindReleaseInput(
    @JsonProperty("service") ServiceKey service,
    @JsonProperty("target_release") @Nullable String targetRelease) {}
