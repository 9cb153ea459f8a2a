package ink.ml.dp.devstack.standins.mcp;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** One version of a service's environment; the answer of the environment call. */
public record Environment(
    @JsonProperty("version") String version, @JsonProperty("variables") List<Variable> variables) {
  public Environment {
    variables = List.copyOf(variables);
  }
}
