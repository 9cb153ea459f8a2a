package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * An image that takes the place of a build.
 *
 * @param image by the tag of the commit that is deployed; null when a build is needed after all
 * @param because why it is; null when it is not
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReusedImage(
    @JsonProperty("image") @Nullable BuiltImage image,
    @JsonProperty("because") @Nullable String because) {}
