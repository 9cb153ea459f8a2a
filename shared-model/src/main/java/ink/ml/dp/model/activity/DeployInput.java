package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The release to make.
 *
 * @param image deployed by digest
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
    @JsonProperty("health_path") @Nullable String healthPath) {}
