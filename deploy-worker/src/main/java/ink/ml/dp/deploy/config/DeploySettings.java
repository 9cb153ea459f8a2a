package ink.ml.dp.deploy.config;

import ink.ml.dp.model.name.InvalidValueException;
import ink.ml.dp.model.name.Port;
import ink.ml.dp.model.name.ServiceName;
import ink.ml.dp.runtime.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
 * @param rolloutLimit how long a release may take to become ready
 * @param ingressLag how long the ingress may go on with a service's earlier pods after they were
 *     taken out of it, unless its API says that it has stopped
 * @param soak how long a release that answers is watched before it is running
 * @param deniedRanges what tenants may not reach beside the private ranges: the nodes' public
 *     addresses
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
    Optional<WorkerRole> role) {
  private static final Pattern DOMAIN =
      Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

  /** The activity that waits has to end before its own time is over. */
  private static final long MAX_ROLLOUT_SECONDS = 120;

  /** Traefik takes changes over at most every two seconds, unless it is configured otherwise. */
  private static final long INGRESS_LAG_MILLIS = 2500;

  /** Longer than what is refused at the start takes to be noticed: a database, a missing file. */
  private static final long SOAK_SECONDS = 15;

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
   * INGRESS_API_URL}, {@code INGRESS_CLASS}, {@code CLAIMS_NAMESPACE}, {@code RESERVED_NAMES}
   * (added to {@link #RESERVED}), {@code NAME_KEPT_DAYS}, {@code ROLLOUT_LIMIT_SECONDS}, {@code
   * INGRESS_LAG_MILLIS}, {@code SOAK_SECONDS}, {@code DENIED_RANGES} and {@code WORKER_ROLE}. Lists
   * are separated by commas.
   */
  public static DeploySettings read(Settings settings) {
    Set<String> reserved = new TreeSet<>(RESERVED);
    settings.find("RESERVED_NAMES").ifPresent(names -> reserved.addAll(items(names)));
    String scheme = settings.find("APPS_SCHEME", DeploySettings::scheme).orElse("https");
    return new DeploySettings(
        settings.require("APPS_DOMAIN", DeploySettings::domain),
        scheme,
        settings.find("APPS_PORT", text -> new Port(Integer.parseInt(text))),
        settings
            .find("INGRESS_URL", DeploySettings::ingress)
            .orElse(URI.create(scheme + "://traefik.dp-ingress")),
        settings.find("INGRESS_API_URL", DeploySettings::ingress),
        settings.find("INGRESS_CLASS").orElse("traefik"),
        settings.find("CLAIMS_NAMESPACE").orElse("dp-claims"),
        Set.copyOf(reserved),
        Duration.ofDays(settings.find("NAME_KEPT_DAYS", text -> within(text, 3650)).orElse(7L)),
        Duration.ofSeconds(
            settings
                .find("ROLLOUT_LIMIT_SECONDS", text -> within(text, MAX_ROLLOUT_SECONDS))
                .orElse(MAX_ROLLOUT_SECONDS)),
        Duration.ofMillis(
            settings
                .find("INGRESS_LAG_MILLIS", text -> within(text, 60_000))
                .orElse(INGRESS_LAG_MILLIS)),
        Duration.ofSeconds(
            settings.find("SOAK_SECONDS", text -> within(text, 300)).orElse(SOAK_SECONDS)),
        settings
            .find("DENIED_RANGES", text -> items(text).stream().map(Cidr::new).toList())
            .orElse(List.of()),
        settings.find("WORKER_ROLE", WorkerRole::parse));
  }

  private static List<String> items(String list) {
    return Stream.of(list.split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  private static long within(String text, long most) {
    long number = Long.parseLong(text);
    require(number >= 1 && number <= most, "must be 1 to " + most);
    return number;
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

  private static String scheme(String text) {
    require(text.equals("https") || text.equals("http"), "must be https or http");
    return text;
  }

  private static URI ingress(String text) {
    URI uri = URI.create(text.replaceFirst("/+$", ""));
    require(
        uri.getHost() != null && uri.getScheme().startsWith("http"),
        "must be an http or https address");
    return uri;
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
