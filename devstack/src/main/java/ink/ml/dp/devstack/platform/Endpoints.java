package ink.ml.dp.devstack.platform;

import ink.ml.dp.devstack.instance.Ports;
import ink.ml.dp.devstack.server.Servers;

/** Where an instance's servers answer, for programs on this machine. All on 127.0.0.1. */
public final class Endpoints {
  static final String GIT_PORT = "git";
  static final String MCP_PORT = "mcp";

  private final Ports ports;
  private final String scheme;
  private final String domain;

  /**
   * @param scheme how services are addressed
   * @param domain below which they are
   */
  public Endpoints(Ports ports, String scheme, String domain) {
    this.ports = ports;
    this.scheme = scheme;
    this.domain = domain;
  }

  public int registryPort() {
    return ports.of(Servers.REGISTRY_PORT);
  }

  /** Where images are pushed to. */
  public String registryUrl() {
    return http(Servers.REGISTRY_PORT);
  }

  /** Where the same images are read. */
  public String registryReadUrl() {
    return http(Servers.REGISTRY_READ_PORT);
  }

  /** What plays Docker Hub. */
  public String hubUrl() {
    return http(Servers.HUB_PORT);
  }

  public String buildkitAddress() {
    return "tcp://127.0.0.1:" + ports.of(Servers.BUILDKIT_PORT);
  }

  public String temporalAddress() {
    return "127.0.0.1:" + ports.of(Servers.TEMPORAL_PORT);
  }

  public String temporalUi() {
    return http(Servers.TEMPORAL_UI_PORT);
  }

  /** What {@code <name>.localhost} needs as its port. */
  public int appsPort() {
    return ports.of(Servers.APPS_PORT);
  }

  /** Where a deployed service answers. */
  public String serviceUrl(String name) {
    return "%s://%s.%s:%d".formatted(scheme, name, domain, appsPort());
  }

  public String ingressUrl() {
    return http(Servers.APPS_PORT);
  }

  /** Where the ingress says what it knows. */
  public String ingressApiUrl() {
    return http(Servers.INGRESS_API_PORT);
  }

  public int gitPort() {
    return ports.of(GIT_PORT);
  }

  public String gitUrl() {
    return http(GIT_PORT);
  }

  public int mcpPort() {
    return ports.of(MCP_PORT);
  }

  public String mcpUrl() {
    return http(MCP_PORT);
  }

  private String http(String port) {
    return "http://127.0.0.1:" + ports.of(port);
  }
}
