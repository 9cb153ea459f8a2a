package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A release.
 *
 * @param release its own ID
 * @param redeploy what makes it anew, under the sequence of the request that asked
 * @param buildVariablesChanged whether builds see other variables than this one's did, or that is
 *     not known any more; null when it was not asked
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FoundRelease(
    @JsonProperty("release") String release,
    @JsonProperty("redeploy") DeployInput redeploy,
    @JsonProperty("build_variables_changed") @Nullable Boolean buildVariablesChanged) {
  /** Whether an image that was made of the same commit before would not be the same now. */
  public boolean needsBuild() {
    return Boolean.TRUE.equals(buildVariablesChanged);
  }
}
