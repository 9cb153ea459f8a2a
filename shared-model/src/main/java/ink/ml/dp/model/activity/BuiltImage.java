package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image that is in the registry.
 *
 * @param image {@code <registry>/<namespace>/<service>:<commit sha>}
 * @param digest {@code sha256:…} of the manifest that was pushed
 * @param stepsTotal build steps, without those that only load or resolve
 * @param stepsCached of these, how many were not run
 * @param reused true when nothing was built because an image of the same inputs was there
 * @param bases what it was built upon by names that can move; null when that is not known
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BuiltImage(
    @JsonProperty("image") String image,
    @JsonProperty("digest") String digest,
    @JsonProperty("steps_total") int stepsTotal,
    @JsonProperty("steps_cached") int stepsCached,
    @JsonProperty("reused") boolean reused,
    @JsonProperty("bases") @Nullable List<BaseImage> bases) {
  public BuiltImage(String image, String digest, int stepsTotal, int stepsCached, boolean reused) {
    this(image, digest, stepsTotal, stepsCached, reused, null);
  }
}
