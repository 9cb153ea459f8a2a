package ink.ml.dp.deploy.release;

import ink.ml.dp.model.request.RequestScope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the ingress calls a service's pods. Traefik joins namespace, service and port with hyphens
 * to one name ({@code loadConfigurationFromIngresses} in {@code
 * pkg/provider/kubernetes/ingress/kubernetes.go} of 3.6), and lets two that meet there answer for
 * each other: {@code c-d} in {@code dp-a-b} and {@code d} in {@code dp-a-b-c}, whoever they belong
 * to. The name of the port keeps them apart.
 */
public record IngressBackend(RequestScope identity) {
  private static final int DIGITS = 14;

  /** The port's name in the Service and in the Ingress: 15 characters, as many as it may have. */
  public String portName() {
    String both = identity.namespace() + "/" + identity.name();
    return "p" + HexFormat.of().formatHex(sha256(both)).substring(0, DIGITS);
  }

  /** The name in Traefik's API. */
  public String traefikService() {
    return identity.namespace() + "-" + identity.name() + "-" + portName() + "@kubernetes";
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
