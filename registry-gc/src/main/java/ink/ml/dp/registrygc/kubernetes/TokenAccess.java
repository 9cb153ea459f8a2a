package ink.ml.dp.registrygc.kubernetes;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.registrygc.roots.RootsUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Access by a token: a pod's own, or from outside of the cluster one that somebody made. */
public final class TokenAccess {
  /** Where the kubelet mounts the service account. */
  public static final Path SERVICE_ACCOUNT =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private static final Action POD = new Action("use the pod's service account");

  private TokenAccess() {}

  /**
   * The access that every pod with a service account has.
   *
   * @param serviceAccount the directory with {@code ca.crt} and {@code token}
   * @throws RootsUnavailableException when this is no pod, or has no service account
   */
  public static ApiAccess inCluster(Settings settings, Path serviceAccount) {
    String host =
        settings
            .text("KUBERNETES_SERVICE_HOST", "the cluster's API server; set in every pod")
            .optional()
            .orElseThrow(
                () ->
                    new RootsUnavailableException(
                        new Action("find the cluster"),
                        "this is not a pod and --cluster names none"));
    String port =
        settings
            .text("KUBERNETES_SERVICE_PORT", "the API server's port; set in every pod")
            .orElse("443");
    String authority = host.contains(":") ? "[" + host + "]" : host;
    return read(
        POD,
        URI.create("https://" + authority + ":" + port),
        serviceAccount.resolve("ca.crt"),
        serviceAccount.resolve("token"));
  }

  /**
   * The access that these files give.
   *
   * @param authority certificates in PEM; nobody else is trusted
   * @param token is read anew for every request
   * @throws RootsUnavailableException when they cannot be read
   */
  public static ApiAccess outside(URI server, Path authority, Path token) {
    URI plain = URI.create(server.toString().replaceFirst("/+$", ""));
    return read(new Action("use the cluster " + plain), plain, authority, token);
  }

  private static ApiAccess read(Action tried, URI server, Path authority, Path token) {
    token(tried, token);
    return new ApiAccess(
        server,
        Optional.of(Tls.trusting(bytes(tried, authority))),
        () -> Optional.of(token(tried, token)));
  }

  private static String token(Action tried, Path file) {
    String token = new String(bytes(tried, file), StandardCharsets.UTF_8).strip();
    if (token.isEmpty()) {
      throw new RootsUnavailableException(tried, file + " is empty");
    }
    return token;
  }

  private static byte[] bytes(Action tried, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new RootsUnavailableException(tried, file + " cannot be read", e);
    }
  }
}
