package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How long the line for a builder is in front of a run, as the builder that it waits at sees it.
 *
 * @param place which of the waiting builds this is, from 1; 0 when it waits no longer
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PlaceInLine(@JsonProperty("place") int place) {}
