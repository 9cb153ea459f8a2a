package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Which inputs an image must have been built from to be used again.
 *
 * @param buildKey see {@link BuildKey}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FindImageInput(
    @JsonProperty("service") ServiceKey service,
    @JsonProperty("commit_sha") String commitSha,
    @JsonProperty("build_key") String buildKey) {}
