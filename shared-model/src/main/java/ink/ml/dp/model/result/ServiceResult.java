package ink.ml.dp.model.result;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What a workflow answers. A caller whose request was superseded receives the newest request's
 * result and sees so from {@code request_id} and {@code sequence}.
 *
 * @param status a {@link ServiceStatus}'s wire string
 * @param url where the service answers; null unless it is running
 * @param commitSha the commit that was deployed, or that was tried
 * @param imageDigest {@code sha256:…} of the deployed manifest
 * @param release {@code r<sequence>}
 * @param error null unless failed or cancelled
 * @param servedAt when it answered first, in milliseconds since the epoch; it was watched since, so
 *     that how fast a deploy was ends here. Null unless it is running
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ServiceResult(
    @JsonProperty("request_id") @Nullable String requestId,
    @JsonProperty("sequence") @Nullable Long sequence,
    @JsonProperty("status") String status,
    @JsonProperty("url") @Nullable String url,
    @JsonProperty("commit_sha") @Nullable String commitSha,
    @JsonProperty("image_digest") @Nullable String imageDigest,
    @JsonProperty("release") @Nullable String release,
    @JsonProperty("error") @Nullable ServiceError error,
    @JsonProperty("served_at") @Nullable Long servedAt) {
  /** Of something that does not serve. */
  public ServiceResult(
      @Nullable String requestId,
      @Nullable Long sequence,
      String status,
      @Nullable String url,
      @Nullable String commitSha,
      @Nullable String imageDigest,
      @Nullable String release,
      @Nullable ServiceError error) {
    this(requestId, sequence, status, url, commitSha, imageDigest, release, error, null);
  }
}
