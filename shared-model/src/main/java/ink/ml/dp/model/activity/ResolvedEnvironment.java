package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The version that build and deploy each fetch with their own token; never the values.
 *
 * @param hasBuildVariables whether a change of version can change the build
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ResolvedEnvironment(
    @JsonProperty("version") String version,
    @JsonProperty("has_build_variables") boolean hasBuildVariables) {}
