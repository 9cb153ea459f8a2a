package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An earlier release.
 *
 * @param release its own ID
 * @param redeploy what makes it anew, under the sequence of the request that asked
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FoundRelease(
    @JsonProperty("release") String release, @JsonProperty("redeploy") DeployInput redeploy) {}
