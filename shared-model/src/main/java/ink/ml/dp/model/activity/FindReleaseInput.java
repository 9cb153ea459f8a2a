package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Which release to make anew.
 *
 * @param targetRelease null for the last good one before the live one
 * @param live true for the live one, whatever {@code targetRelease} says; null for an earlier one
 * @param environmentVersion the version that is compared with the live release's; null when it is
 *     to have its own environment
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FindReleaseInput(
    @JsonProperty("service") ServiceKey service,
    @JsonProperty("target_release") @Nullable String targetRelease,
    @JsonProperty("live") @Nullable Boolean live,
    @JsonProperty("environment_version") @Nullable String environmentVersion) {
  /** An earlier release. */
  public static FindReleaseInput earlier(ServiceKey service, @Nullable String targetRelease) {
    return new FindReleaseInput(service, targetRelease, null, null);
  }

  /** The live release, just as it is. */
  public static FindReleaseInput live(ServiceKey service) {
    return new FindReleaseInput(service, null, true, null);
  }

  /** The live release, for an environment at that version. */
  public static FindReleaseInput live(ServiceKey service, String environmentVersion) {
    return new FindReleaseInput(service, null, true, environmentVersion);
  }
}
