package ink.ml.dp.devstack.client;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which service is meant by a name that several tenants may have given.
 *
 * @param name the service's
 * @param tenant whose it is; empty when nobody said so
 */
public record TenantChoice(String name, Optional<String> tenant) {
  /**
   * The one that is meant. Where several tenants have one and none was given, that is the command
   * line's own, if it has one.
   *
   * @param named all services of the name
   * @param tenantOf whose a service is
   * @throws RefusedException when there is none, or when it is open which one
   */
  public <T> T among(List<T> named, Function<T, String> tenantOf) {
    List<T> found =
        named.stream().filter(one -> tenant.map(tenantOf.apply(one)::equals).orElse(true)).toList();
    if (found.isEmpty()) {
      throw refused(
          "there is no service named " + name + tenant.map(" of the tenant "::concat).orElse(""),
          "./dev status lists the services; ./dev deploy GIT_URL makes one");
    }
    return found.stream()
        .filter(one -> found.size() == 1 || tenantOf.apply(one).equals(Deployer.TENANT))
        .findFirst()
        .orElseThrow(
            () ->
                refused(
                    "several tenants have a service named " + name,
                    found.stream()
                        .map(one -> "--tenant " + tenantOf.apply(one))
                        .collect(Collectors.joining(" or ", "say which one: ", ""))));
  }

  private static RefusedException refused(String sentence, String next) {
    return new RefusedException(RefusedException.FixableBy.CALLER, sentence, next);
  }
}
