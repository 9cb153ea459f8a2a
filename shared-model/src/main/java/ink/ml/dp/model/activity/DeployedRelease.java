package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A release whose objects are applied.
 *
 * @param release {@code r<sequence>}: the request's own, or the live one when it is just that
 * @param previousRelease what was live before; null on the first deploy
 * @param url where it will answer
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeployedRelease(
    @JsonProperty("release") String release,
    @JsonProperty("namespace") String namespace,
    @JsonProperty("previous_release") @Nullable String previousRelease,
    @JsonProperty("url") String url) {}
