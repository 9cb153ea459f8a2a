package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An image that was built from the same inputs as a commit would be.
 *
 * @param image of an earlier release
 * @param commitSha the commit that is deployed, whose tag it gets
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReuseImageInput(
    @JsonProperty("service") ServiceKey service,
    @JsonProperty("image") BuiltImage image,
    @JsonProperty("commit_sha") String commitSha) {}
