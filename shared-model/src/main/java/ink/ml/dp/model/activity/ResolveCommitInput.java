package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What to resolve into one commit, once per run.
 *
 * @param ref branch, tag, full reference or {@code HEAD}
 * @param rootDirectory whose files are asked for as well; null when they are of no interest
 * @param commitSha wins over {@code ref}; whether it exists is only known once it is cloned
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResolveCommitInput(
    @JsonProperty("service") ServiceKey service,
    @JsonProperty("source") SourceLocation source,
    @JsonProperty("ref") String ref,
    @JsonProperty("commit_sha") @Nullable String commitSha,
    @JsonProperty("root_directory") @Nullable String rootDirectory) {}
