package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Which inputs an image must have been built from to be used again.
 *
 * @param buildKey see {@link BuildKey}
 * @param sourceKey the same by the files, which will do as well; null when they are not known
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FindImageInput(
    @JsonProperty("service") ServiceKey service,
    @JsonProperty("commit_sha") String commitSha,
    @JsonProperty("build_key") String buildKey,
    @JsonProperty("source_key") @Nullable String sourceKey) {}
