package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What to build from a checkout, and where to push it.
 *
 * @param commitSha the tag
 * @param rootDirectory empty for the repository's root
 * @param dockerfilePath relative to the root directory
 * @param publishDirectory relative to the root directory
 * @param dockerfileTarget the stage to build; null for the last one
 * @param spa true when the front page answers for unknown paths
 * @param noCache true to run every step anew
 * @param port what the service will listen on
 * @param environmentVersion the version whose build-time variables are given to the build
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BuildAndPushInput(
    @JsonProperty("service") ServiceKey service,
    @JsonProperty("checkout_id") String checkoutId,
    @JsonProperty("commit_sha") String commitSha,
    @JsonProperty("build_pack") String buildPack,
    @JsonProperty("root_directory") String rootDirectory,
    @JsonProperty("dockerfile_path") String dockerfilePath,
    @JsonProperty("publish_directory") String publishDirectory,
    @JsonProperty("dockerfile_target") @Nullable String dockerfileTarget,
    @JsonProperty("spa") @Nullable Boolean spa,
    @JsonProperty("no_cache") @Nullable Boolean noCache,
    @JsonProperty("port") int port,
    @JsonProperty("environment_version") String environmentVersion) {}
