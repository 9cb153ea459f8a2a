package ink.ml.dp.buildkit;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Where a BuildKit daemon listens. */
public sealed interface BuildKitAddress {
  /** A TCP address, for which TLS should be configured unless it is the loopback interface. */
  record Tcp(String host, int port) implements BuildKitAddress {
    @Override
    public String toString() {
      return "tcp://" + host + ":" + port;
    }
  }

  /** A unix domain socket. */
  record Unix(Path path) implements BuildKitAddress {
    @Override
    public String toString() {
      return "unix://" + path;
    }
  }

  /**
   * Reads {@code tcp://host:port} or {@code unix:///path}.
   *
   * @throws IllegalArgumentException when it is neither
   */
  static BuildKitAddress parse(String text) {
    try {
      URI uri = new URI(text.strip());
      if ("tcp".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0) {
        return new Tcp(uri.getHost(), uri.getPort());
      }
      if ("unix".equals(uri.getScheme()) && uri.getPath() != null && uri.getPath().length() > 1) {
        return new Unix(Path.of(uri.getPath()));
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("must be tcp://host:port or unix:///path", e);
    }
    throw new IllegalArgumentException("must be tcp://host:port or unix:///path");
  }

  /** Reads a comma-separated list of addresses. */
  static List<BuildKitAddress> parseList(String text) {
    return Arrays.stream(text.split(",", -1)).map(BuildKitAddress::parse).toList();
  }
}
