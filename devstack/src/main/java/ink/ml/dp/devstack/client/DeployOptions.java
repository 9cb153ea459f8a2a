package ink.ml.dp.devstack.client;

import ink.ml.dp.devstack.standins.mcp.Variable;
import java.util.List;
import java.util.Optional;

/**
 * What a person may say about a deploy besides where the repository is.
 *
 * @param name default: the repository's own
 * @param pack default: found out from the repository
 */
public record DeployOptions(
    Optional<String> name,
    Optional<String> pack,
    Optional<Integer> port,
    Optional<String> ref,
    List<Variable> environment) {
  public static final DeployOptions DEFAULTS =
      new DeployOptions(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());
}
