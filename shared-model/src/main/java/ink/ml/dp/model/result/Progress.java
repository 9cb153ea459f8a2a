package ink.ml.dp.model.result;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Where a running workflow is; the answer of the query {@code progress}.
 *
 * @param requestId the request that is being carried out
 * @param stage a {@link Stage}'s wire string
 * @param step what the stage is doing, for people; null when there is nothing to add
 * @param commitSha the commit, once it is resolved
 * @param startedAt when the stage began, in milliseconds since the epoch
 * @param place which of the builds that wait for a builder this is, from 1; null when it waits for
 *     none
 * @param result how the request ended, once it has; for whoever cancelled its workflow from outside
 *     and gets no answer from Temporal
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Progress(
    @JsonProperty("request_id") @Nullable String requestId,
    @JsonProperty("stage") String stage,
    @JsonProperty("step") @Nullable String step,
    @JsonProperty("commit_sha") @Nullable String commitSha,
    @JsonProperty("started_at") long startedAt,
    @JsonProperty("place") @Nullable Integer place,
    @JsonProperty("result") @Nullable ServiceResult result) {}
