package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The release to make.
 *
 * @param image deployed by digest
 * @param copyOf the earlier release that this one repeats, whose very environment it gets; null
 *     when it is made anew
 * @param buildKey recorded, so that a later run can use the image again
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeployInput(
    @JsonProperty("service") ServiceKey service,
    @JsonProperty("image") BuiltImage image,
    @JsonProperty("commit_sha") String commitSha,
    @JsonProperty("build_key") String buildKey,
    @JsonProperty("environment_version") String environmentVersion,
    @JsonProperty("port") int port,
    @JsonProperty("cpu") String cpu,
    @JsonProperty("memory") String memory,
    @JsonProperty("health_path") @Nullable String healthPath,
    @JsonProperty("copy_of") @Nullable String copyOf) {
  /** A release that is made anew. */
  public DeployInput(
      ServiceKey service,
      BuiltImage image,
      String commitSha,
      String buildKey,
      String environmentVersion,
      int port,
      String cpu,
      String memory,
      @Nullable String healthPath) {
    this(
        service,
        image,
        commitSha,
        buildKey,
        environmentVersion,
        port,
        cpu,
        memory,
        healthPath,
        null);
  }
}
