package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import ink.ml.dp.model.request.RuntimeSettings;
import org.jspecify.annotations.Nullable;

/**
 * The release to make.
 *
 * @param image deployed by digest
 * @param settings how it runs; their fields stand beside the others
 * @param copyOf the earlier release that this one repeats, whose very environment it gets; null
 *     when it is made anew
 * @param restart true when fresh processes are what is wanted, though nothing else changes
 * @param buildKey recorded, so that a later run can use the image again
 * @param sourceKey likewise, by the files that it was built from; null when they are not known
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeployInput(
    @JsonProperty("service") ServiceKey service,
    @JsonProperty("image") BuiltImage image,
    @JsonProperty("commit_sha") String commitSha,
    @JsonProperty("build_key") String buildKey,
    @JsonProperty("source_key") @Nullable String sourceKey,
    @JsonProperty("environment_version") String environmentVersion,
    @JsonUnwrapped RuntimeSettings settings,
    @JsonProperty("copy_of") @Nullable String copyOf,
    @JsonProperty("restart") @Nullable Boolean restart) {
  /** A release that is made anew. */
  public DeployInput(
      ServiceKey service,
      BuiltImage image,
      String commitSha,
      String buildKey,
      String environmentVersion,
      RuntimeSettings settings) {
    this(service, image, commitSha, buildKey, null, environmentVersion, settings, null, null);
  }

  /** The same, with fresh processes even if nothing changes. */
  public DeployInput restarting() {
    return new DeployInput(
        service, image, commitSha, buildKey, sourceKey, environmentVersion, settings, copyOf, true);
  }

  /** The same, of files that are known. */
  public DeployInput ofSource(@Nullable String key) {
    return new DeployInput(
        service, image, commitSha, buildKey, key, environmentVersion, settings, copyOf, restart);
  }

  /** Whether a release that is live already, and just the same, will not do. */
  public boolean restarts() {
    return Boolean.TRUE.equals(restart);
  }
}
