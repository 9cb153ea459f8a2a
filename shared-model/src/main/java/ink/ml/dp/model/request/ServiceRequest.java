package ink.ml.dp.model.request;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/**
 * A request as it comes over the wire: every field may be missing, unknown fields are ignored. A
 * record that refused a value here would leave its workflow running for ever; {@link
 * ServiceSpec#parse} is where values are refused.
 *
 * @param requestId idempotency key of the API call
 * @param operation {@code create}, {@code redeploy}, {@code reconfigure}, {@code restart}, {@code
 *     rollback}, {@code cancel} or {@code delete}
 * @param sequence monotone per service, given by the API
 * @param gitHost {@code github} or {@code gitea}
 * @param repo {@code owner/name}
 * @param installationId the GitHub App's installation; absent for Gitea
 * @param ref branch or tag; default the repository's HEAD
 * @param commitSha 40 hexadecimal digits; wins over {@code ref}
 * @param buildPack {@code railpack} (default), {@code dockerfile} or {@code static}
 * @param spa {@code static} pack: unknown paths are answered by the front page
 * @param force create and redeploy: builds although an image of the same inputs is there, and
 *     without what earlier builds left
 * @param settings how the image runs; its fields stand beside the others
 * @param targetRelease rollback only; default the last good release before the live one
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServiceRequest(
    @JsonProperty("request_id") @Nullable String requestId,
    @JsonProperty("operation") @Nullable String operation,
    @JsonProperty("sequence") @Nullable Long sequence,
    @JsonProperty("service_id") @Nullable String serviceId,
    @JsonProperty("tenant") @Nullable String tenant,
    @JsonProperty("project") @Nullable String project,
    @JsonProperty("name") @Nullable String name,
    @JsonProperty("git_host") @Nullable String gitHost,
    @JsonProperty("repo") @Nullable String repo,
    @JsonProperty("installation_id") @Nullable Long installationId,
    @JsonProperty("ref") @Nullable String ref,
    @JsonProperty("commit_sha") @Nullable String commitSha,
    @JsonProperty("build_pack") @Nullable String buildPack,
    @JsonProperty("root_directory") @Nullable String rootDirectory,
    @JsonProperty("dockerfile_path") @Nullable String dockerfilePath,
    @JsonProperty("publish_directory") @Nullable String publishDirectory,
    @JsonProperty("dockerfile_target") @Nullable String dockerfileTarget,
    @JsonProperty("spa") @Nullable Boolean spa,
    @JsonProperty("force") @Nullable Boolean force,
    @JsonUnwrapped RuntimeSettings settings,
    @JsonProperty("target_release") @Nullable String targetRelease) {}
