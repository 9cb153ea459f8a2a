package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import ink.ml.dp.model.request.SourceSpec;
import org.jspecify.annotations.Nullable;

/**
 * Where a repository is: {@link SourceSpec} without what to check out, as it goes over the wire.
 *
 * @param gitHost {@code github} or {@code gitea}
 * @param repo {@code owner/name}
 * @param installationId GitHub only
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SourceLocation(
    @JsonProperty("git_host") String gitHost,
    @JsonProperty("repo") String repo,
    @JsonProperty("installation_id") @Nullable Long installationId) {
  public static SourceLocation of(SourceSpec source) {
    return new SourceLocation(
        source.host().wire(),
        source.repository().value(),
        source.installationId().isPresent() ? source.installationId().getAsLong() : null);
  }
}
