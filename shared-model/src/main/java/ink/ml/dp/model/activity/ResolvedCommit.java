package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import ink.ml.dp.model.name.SourceId;
import org.jspecify.annotations.Nullable;

/**
 * The commit that every retry of this run uses.
 *
 * @param commitSha 40 hexadecimal digits
 * @param sourceId a {@link SourceId}; null when it was not asked for, or the git host does not tell
 *     it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResolvedCommit(
    @JsonProperty("commit_sha") String commitSha,
    @JsonProperty("source_id") @Nullable String sourceId) {}
