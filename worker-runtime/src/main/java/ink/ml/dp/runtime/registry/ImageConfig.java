package ink.ml.dp.runtime.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * What an image says of how it is run.
 *
 * @param user as USER has it; empty when it says nothing, which means root
 * @param environment as ENV has it, each as {@code NAME=value}
 * @param tcpPorts as EXPOSE has them, ascending
 */
public record ImageConfig(String user, List<String> environment, List<Integer> tcpPorts) {
  private static final Pattern TCP_PORT = Pattern.compile("(\\d{1,5})(?:/tcp)?");

  public ImageConfig {
    environment = List.copyOf(environment);
    tcpPorts = List.copyOf(tcpPorts);
  }

  /** Reads the configuration of an image, as OCI and Docker have it. */
  static ImageConfig read(JsonNode document) {
    JsonNode config = document.path("config");
    return new ImageConfig(
        config.path("User").asText(""),
        StreamSupport.stream(config.path("Env").spliterator(), false)
            .map(JsonNode::asText)
            .toList(),
        config.path("ExposedPorts").properties().stream()
            .map(port -> TCP_PORT.matcher(port.getKey()))
            .filter(Matcher::matches)
            .map(port -> Integer.parseInt(port.group(1)))
            .sorted()
            .toList());
  }

  /** Whether it was made to be run by root, or does not say by whom. */
  public boolean isForRoot() {
    String name = user.split(":", -1)[0];
    return name.isEmpty() || name.equals("0") || name.equals("root");
  }

  /**
   * Whether it was made to be run by a user, and certainly not by the one of this number: what one
   * is called by name is only known inside of the image.
   */
  public boolean isForOtherThan(int number) {
    String name = user.split(":", -1)[0];
    return !isForRoot()
        && name.chars().allMatch(Character::isDigit)
        && !name.equals(Integer.toString(number));
  }

  /** A variable that it sets. */
  public Optional<String> variable(String name) {
    return environment.stream()
        .filter(variable -> variable.startsWith(name + "="))
        .map(variable -> variable.substring(name.length() + 1))
        .reduce((_, last) -> last);
  }
}
