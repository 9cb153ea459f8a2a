package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What to check out.
 *
 * @param commitSha 40 hexadecimal digits
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CloneRepoInput(
    @JsonProperty("service") ServiceKey service,
    @JsonProperty("source") SourceLocation source,
    @JsonProperty("commit_sha") String commitSha) {}
