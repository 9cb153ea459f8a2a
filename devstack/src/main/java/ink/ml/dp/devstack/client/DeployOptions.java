package ink.ml.dp.devstack.client;

import ink.ml.dp.devstack.standins.mcp.Variable;
import ink.ml.dp.model.request.ServiceRequestBuilder;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a person may say about a deploy besides where the repository is.
 *
 * @param tenant whose service it is
 * @param name default: the repository's own
 * @param pack default: found out from the commit that is deployed
 * @param ref branch or tag, default the repository's HEAD
 * @param commit wins over {@code ref}
 * @param rootDirectory where in the repository the service is
 * @param environment left as it is when empty
 * @param further the fields of the request that mean nothing here
 */
public record DeployOptions(
    String tenant,
    Optional<String> name,
    Optional<String> pack,
    Optional<String> ref,
    Optional<String> commit,
    Optional<String> rootDirectory,
    List<Variable> environment,
    UnaryOperator<ServiceRequestBuilder> further) {
  public static final DeployOptions DEFAULTS =
      new DeployOptions(
          Deployer.TENANT,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          UnaryOperator.identity());

  public DeployOptions {
    environment = List.copyOf(environment);
  }

  /** The defaults under a name of one's own. */
  public static DeployOptions named(String name) {
    return DEFAULTS.withName(name);
  }

  private DeployOptions withName(String other) {
    return new DeployOptions(
        tenant, Optional.of(other), pack, ref, commit, rootDirectory, environment, further);
  }

  public DeployOptions withFurther(UnaryOperator<ServiceRequestBuilder> other) {
    return new DeployOptions(tenant, name, pack, ref, commit, rootDirectory, environment, other);
  }
}
