package ink.ml.dp.deploy.config;

import ink.ml.dp.model.name.Port;
import ink.ml.dp.model.name.ServiceName;
import ink.ml.dp.runtime.config.Settings;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How and where services are deployed.
 *
 * @param appsDomain services answer at {@code <name>.<appsDomain>}
 * @param appsScheme {@code https} or {@code http}
 * @param appsPort in URLs; empty for the scheme's own
 * @param ingress where this worker reaches the ingress, without a trailing slash
 * @param ingressClass the class of the Ingress objects
 * @param claimsNamespace where names are claimed
 * @param reservedNames names that no service can have
 */
public record DeploySettings(
    String appsDomain,
    String appsScheme,
    Optional<Port> appsPort,
    URI ingress,
    String ingressClass,
    String claimsNamespace,
    Set<String> reservedNames) {
  /** What the platform's own hosts are called, and what people would take for them. */
  public static final Set<String> RESERVED =
      Set.of(
          "admin",
          "api",
          "app",
          "apps",
          "auth",
          "console",
          "dashboard",
          "git",
          "grafana",
          "login",
          "loki",
          "mail",
          "mcp",
          "ops",
          "prometheus",
          "registry",
          "static",
          "status",
          "support",
          "temporal",
          "traefik",
          "www");

  /**
   * Reads {@code APPS_DOMAIN}, {@code APPS_SCHEME}, {@code APPS_PORT}, {@code INGRESS_URL}, {@code
   * INGRESS_CLASS}, {@code CLAIMS_NAMESPACE} and {@code RESERVED_NAMES} (added to {@link
   * #RESERVED}, separated by commas).
   */
  public static DeploySettings read(Settings settings) {
    Set<String> reserved = new TreeSet<>(RESERVED);
    settings
        .find("RESERVED_NAMES")
        .ifPresent(
            names -> Arrays.stream(names.split(",")).map(String::strip).forEach(reserved::add));
    return new DeploySettings(
        settings.require("APPS_DOMAIN"),
        settings.find("APPS_SCHEME").orElse("https"),
        settings.find("APPS_PORT", text -> new Port(Integer.parseInt(text))),
        settings
            .find("INGRESS_URL", text -> URI.create(text.replaceFirst("/+$", "")))
            .orElse(URI.create("http://traefik.dp-ingress")),
        settings.find("INGRESS_CLASS").orElse("traefik"),
        settings.find("CLAIMS_NAMESPACE").orElse("dp-claims"),
        Set.copyOf(reserved));
  }

  /** The host name of a service. */
  public String host(ServiceName name) {
    return name + "." + appsDomain;
  }

  /** Where a service answers. */
  public String url(ServiceName name) {
    return appsScheme + "://" + host(name) + appsPort.map(port -> ":" + port).orElse("");
  }
}
