package ink.ml.dp.builder.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What heartbeats carry: small, and nothing secret, because it enters Temporal.
 *
 * @param phase {@code clone}, {@code build} or {@code push}
 * @param step what is being done in it
 * @param logCursor bytes of the build log so far
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record WorkProgress(
    @JsonProperty("phase") String phase,
    @JsonProperty("step") String step,
    @JsonProperty("log_cursor") long logCursor) {
  private static final int LONGEST_STEP = 200;

  public WorkProgress {
    step = step.length() <= LONGEST_STEP ? step : step.substring(0, LONGEST_STEP);
  }
}
