package ink.ml.dp.runtime.environment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.EnvironmentVersion;
import ink.ml.dp.model.name.InvalidValueException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the API's answer strictly. No message quotes the document: it holds secrets. */
final class EnvironmentParser {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");
  private static final int MAX_VALUE_CHARACTERS = 256 << 10;

  private EnvironmentParser() {}

  static Environment parse(Action action, String body) {
    try {
      JsonNode document = JSON.readTree(body);
      List<Variable> variables = new ArrayList<>();
      if (!document.path("variables").isArray()) {
        throw action.failed(
            FailureCode.ENVIRONMENT_UNAVAILABLE, "the API's answer has no list of variables");
      }
      Set<String> names = new HashSet<>();
      for (JsonNode node : document.path("variables")) {
        Variable variable = variable(action, node);
        if (!names.add(variable.name())) {
          throw invalid(action, variable.name() + " is there twice");
        }
        variables.add(variable);
      }
      return new Environment(
          new EnvironmentVersion(document.path("version").asText("")), variables);
    } catch (JsonProcessingException e) {
      throw action.failed(FailureCode.ENVIRONMENT_UNAVAILABLE, "the API's answer is not JSON");
    } catch (InvalidValueException e) {
      throw action.failed(FailureCode.ENVIRONMENT_UNAVAILABLE, "the answer's version " + e.rule());
    }
  }

  private static Variable variable(Action action, JsonNode node) {
    String name = node.path("name").asText("");
    if (!NAME.matcher(name).matches()) {
      throw invalid(action, "a variable's name is not letters, digits and underscores");
    }
    if (!node.path("value").isTextual()) {
      throw invalid(action, "the value of " + name + " is no text");
    }
    String value = node.path("value").textValue();
    if (value.contains("${{")) {
      throw invalid(action, name + " refers to something with ${{…}}, which is not possible yet");
    }
    if (value.length() > MAX_VALUE_CHARACTERS || value.indexOf('\0') >= 0) {
      throw invalid(action, "the value of " + name + " is too long or holds a zero byte");
    }
    return new Variable(
        name,
        value,
        availability(action, name, node.path("available_at").asText("both")),
        node.path("public").asBoolean(false));
  }

  private static Availability availability(Action action, String name, String text) {
    return switch (text) {
      case "build" -> Availability.BUILD;
      case "run" -> Availability.RUN;
      case "both" -> Availability.BOTH;
      default -> throw invalid(action, name + " is available at neither build, run nor both");
    };
  }

  private static DeployException invalid(Action action, String because) {
    return action.failed(FailureCode.ENVIRONMENT_INVALID, because);
  }
}
