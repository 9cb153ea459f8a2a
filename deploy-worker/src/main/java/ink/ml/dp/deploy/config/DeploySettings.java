package ink.ml.dp.deploy.config;

import ink.ml.dp.model.name.CpuQuantity;
import ink.ml.dp.model.name.InvalidValueException;
import ink.ml.dp.model.name.MemoryQuantity;
import ink.ml.dp.model.name.Port;
import ink.ml.dp.model.name.ServiceName;
import ink.ml.dp.model.request.Protocol;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.model.request.RuntimeSpec;
import ink.ml.dp.model.setting.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * How and where services are deployed.
 *
 * @param appsDomain services answer at {@code <name>.<appsDomain>}
 * @param appsScheme {@code https} or {@code http}
 * @param appsPort in URLs; empty for the scheme's own
 * @param ingress where this worker reaches the ingress, without a trailing slash
 * @param ingressApi where Traefik's API answers; empty when it does not
 * @param ingressClass the class of the Ingress objects
 * @param claimsNamespace where names are claimed
 * @param reservedNames names that no service can have
 * @param nameKept how long a deleted service's name is kept for its tenant
 * @param rolloutLimit how long a release may take to become ready, unless it says so itself
 * @param ingressLag how long the ingress may go on with a service's earlier pods after they were
 *     taken out of it, unless its API says that it has stopped
 * @param soak how long a release that answers is watched before it is running
 * @param deniedRanges what tenants may not reach beside the private ranges: the nodes' public
 *     addresses
 * @param projectCpu what a project's services may ask for together
 * @param projectMemory the same
 * @param role what to bind this worker to in tenants' namespaces; empty when it may do everything
 *     already
 */
public record DeploySettings(
    String appsDomain,
    String appsScheme,
    Optional<Port> appsPort,
    URI ingress,
    Optional<URI> ingressApi,
    String ingressClass,
    String claimsNamespace,
    Set<String> reservedNames,
    Duration nameKept,
    Duration rolloutLimit,
    Duration ingressLag,
    Duration soak,
    List<Cidr> deniedRanges,
    CpuQuantity projectCpu,
    MemoryQuantity projectMemory,
    Optional<WorkerRole> role) {
  private static final Pattern DOMAIN =
      Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

  /** The activity that waits has to end before its own time is over. */
  private static final Duration MAX_ROLLOUT = Duration.ofSeconds(120);

  /** Traefik takes changes over at most every two seconds, unless it is configured otherwise. */
  private static final Duration INGRESS_LAG = Duration.ofMillis(2500);

  /** Longer than what is refused at the start takes to be noticed: a database, a missing file. */
  private static final Duration SOAK = Duration.ofSeconds(15);

  private static final CpuQuantity PROJECT_CPU = CpuQuantity.parse("4");

  private static final MemoryQuantity PROJECT_MEMORY = MemoryQuantity.parse("4Gi");

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

  /** Reads and checks everything. */
  public static DeploySettings read(Settings settings) {
    Set<String> reserved = new TreeSet<>(RESERVED);
    reserved.addAll(
        settings
            .texts("RESERVED_NAMES", "names that no service can have, beside the platform's own")
            .orElse(List.of(), ""));
    Scheme scheme =
        settings
            .choice("APPS_SCHEME", "how services are addressed", Scheme.class)
            .orElse(Scheme.HTTPS);
    return new DeploySettings(
        settings
            .text("APPS_DOMAIN", "services answer at `<name>.<domain>`")
            .as("a domain name", DeploySettings::domain)
            .required(),
        scheme.text(),
        settings
            .integer("APPS_PORT", "the port in services' URLs, unless it is the scheme's own")
            .as("a port", Port::new)
            .optional(),
        settings
            .url("INGRESS_URL", "where this worker reaches the ingress")
            .orElse(
                URI.create(scheme.text() + "://traefik.dp-ingress"),
                "`<APPS_SCHEME>://traefik.dp-ingress`"),
        settings.url("INGRESS_API_URL", "where Traefik's API answers, if it does").optional(),
        settings.text("INGRESS_CLASS", "the class of Ingress objects").orElse("traefik"),
        settings.text("CLAIMS_NAMESPACE", "where names are claimed").orElse("dp-claims"),
        Set.copyOf(reserved),
        settings
            .duration("NAME_KEPT_DAYS", "how long a deleted service's name is kept for its tenant")
            .between(Duration.ofDays(1), Duration.ofDays(3650))
            .orElse(Duration.ofDays(7)),
        settings
            .duration("ROLLOUT_LIMIT_SECONDS", "how long a release may take to become ready")
            .between(Duration.ofSeconds(1), MAX_ROLLOUT)
            .orElse(MAX_ROLLOUT),
        settings
            .duration(
                "INGRESS_LAG_MILLIS",
                "how long the ingress may go on with pods that were taken out of it, unless its API"
                    + " says that it has stopped")
            .between(Duration.ofMillis(1), Duration.ofMinutes(1))
            .orElse(INGRESS_LAG),
        settings
            .duration("SOAK_SECONDS", "how long a release that answers is watched")
            .between(Duration.ofSeconds(1), Duration.ofMinutes(5))
            .orElse(SOAK),
        settings
            .texts("DENIED_RANGES", "what tenants may not reach: the nodes' public addresses")
            .as(
                "IPv4 ranges such as 203.0.113.7/32, separated by commas",
                ranges -> ranges.stream().map(Cidr::new).toList())
            .orElse(List.of(), ""),
        settings
            .text(
                "PROJECT_CPU",
                "what a project's services may ask for together; its pods" + " may have twice that")
            .as("a Kubernetes CPU quantity", CpuQuantity::parse)
            .orElse(PROJECT_CPU, "`4`"),
        settings
            .text(
                "PROJECT_MEMORY",
                "what a project's services may ask for together; its pods" + " may have twice that")
            .as("a Kubernetes memory quantity", MemoryQuantity::parse)
            .orElse(PROJECT_MEMORY, "`4Gi`"),
        settings
            .text("WORKER_ROLE", "what to bind this worker to in tenants' namespaces")
            .as("`<cluster role>=<namespace>/<service account>`", WorkerRole::parse)
            .optional());
  }

  static void require(boolean holds, String rule) {
    if (!holds) {
      throw new InvalidValueException(rule);
    }
  }

  private static String domain(String text) {
    require(DOMAIN.matcher(text).matches(), "must be a domain name");
    return text;
  }

  /** The host name of a service. */
  public String host(ServiceName name) {
    return name + "." + appsDomain;
  }

  /** Where a service answers: everybody, or the services of its project. */
  public String url(RequestScope service, RuntimeSpec runtime) {
    if (runtime.isPublic()) {
      return url(service.name());
    }
    String scheme = runtime.protocol() == Protocol.TCP ? "tcp" : "http";
    return "%s://%s.%s.svc:%s"
        .formatted(scheme, service.name(), service.namespace(), runtime.port().number());
  }

  /** Where a service answers everybody. */
  public String url(ServiceName name) {
    return appsScheme + "://" + host(name) + appsPort.map(port -> ":" + port).orElse("");
  }

  private enum Scheme {
    HTTPS,
    HTTP;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
