package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A checkout on the disk of one build worker.
 *
 * @param workspaceId names the disk, and its task queue
 * @param checkoutId names the checkout on that disk; never a path
 * @param treeSha the ID of the commit's Git tree: equal trees are equal sources
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClonedRepo(
    @JsonProperty("workspace_id") String workspaceId,
    @JsonProperty("checkout_id") String checkoutId,
    @JsonProperty("commit_sha") String commitSha,
    @JsonProperty("tree_sha") String treeSha) {}
