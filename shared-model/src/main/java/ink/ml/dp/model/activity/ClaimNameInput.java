package ink.ml.dp.model.activity;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import ink.ml.dp.model.request.RuntimeSettings;

/**
 * Who wants the name, before anything is built for it.
 *
 * @param settings what the service asks for; their fields stand beside the others
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClaimNameInput(
    @JsonProperty("service") ServiceKey service,
    @JsonProperty("operation") String operation,
    @JsonUnwrapped RuntimeSettings settings) {}
