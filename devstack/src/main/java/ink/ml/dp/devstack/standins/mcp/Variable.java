package ink.ml.dp.devstack.standins.mcp;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An environment variable of a service.
 *
 * @param availableAt {@code build}, {@code run} or {@code both}
 */
public record Variable(
    @JsonProperty("name") String name,
    @JsonProperty("value") String value,
    @JsonProperty("available_at") String availableAt) {
  /** A variable of the running service. */
  public static Variable run(String name, String value) {
    return new Variable(name, value, "run");
  }

  /** A variable of the build. */
  public static Variable build(String name, String value) {
    return new Variable(name, value, "build");
  }

  /** Without the value, which may be a secret. */
  @Override
  public String toString() {
    return "Variable[" + name + ", " + availableAt + "]";
  }
}
