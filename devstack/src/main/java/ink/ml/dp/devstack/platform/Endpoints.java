package ink.ml.dp.devstack.platform;

import ink.ml.dp.devstack.server.Servers;

/**
 * Where an instance's servers answer, for programs on this machine. All on 127.0.0.1.
 *
 * @param appsPort what {@code <name>.localhost} needs as its port
 */
public record Endpoints(
    int registryPort,
    int registryReadPort,
    int hubPort,
    int buildkitPort,
    int temporalPort,
    int temporalUiPort,
    int appsPort,
    int ingressApiPort,
    int gitPort,
    int mcpPort) {
  public static Endpoints of(Ports ports) {
    return new Endpoints(
        ports.of(Servers.REGISTRY_PORT),
        ports.of(Servers.REGISTRY_READ_PORT),
        ports.of(Servers.HUB_PORT),
        ports.of(Servers.BUILDKIT_PORT),
        ports.of(Servers.TEMPORAL_PORT),
        ports.of(Servers.TEMPORAL_UI_PORT),
        ports.of(Servers.APPS_PORT),
        ports.of(Servers.INGRESS_API_PORT),
        ports.of("git"),
        ports.of("mcp"));
  }

  /** Where images are pushed to. */
  public String registryUrl() {
    return http(registryPort);
  }

  /** Where the same images are read. */
  public String registryReadUrl() {
    return http(registryReadPort);
  }

  /** What plays Docker Hub. */
  public String hubUrl() {
    return http(hubPort);
  }

  public String buildkitAddress() {
    return "tcp://127.0.0.1:" + buildkitPort;
  }

  public String temporalAddress() {
    return "127.0.0.1:" + temporalPort;
  }

  public String temporalUi() {
    return http(temporalUiPort);
  }

  public String ingressUrl() {
    return http(appsPort);
  }

  /** Where the ingress says what it knows. */
  public String ingressApiUrl() {
    return http(ingressApiPort);
  }

  public String gitUrl() {
    return http(gitPort);
  }

  public String mcpUrl() {
    return http(mcpPort);
  }

  private static String http(int port) {
    return "http://127.0.0.1:" + port;
  }
}
