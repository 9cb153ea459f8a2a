package ink.ml.dp.registrygc.kubernetes;

import ink.ml.dp.registrygc.roots.RootsUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The access that every pod with a service account has. */
public final class InCluster {
  /** Where the kubelet mounts the service account. */
  public static final Path SERVICE_ACCOUNT =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private static final String TRIED = "use the pod's service account";

  private InCluster() {}

  /** Whether this process runs in a pod. */
  public static boolean isHere(Function<String, @Nullable String> environment) {
    return environment.apply("KUBERNETES_SERVICE_HOST") != null;
  }

  /**
   * Reads it.
   *
   * @param serviceAccount the directory with {@code ca.crt} and {@code token}
   * @throws RootsUnavailableException when it is not there
   */
  public static ApiAccess read(
      Function<String, @Nullable String> environment, Path serviceAccount) {
    String host = environment.apply("KUBERNETES_SERVICE_HOST");
    if (host == null || host.isBlank()) {
      throw new RootsUnavailableException(TRIED, "KUBERNETES_SERVICE_HOST is not set");
    }
    String port = Objects.requireNonNullElse(environment.apply("KUBERNETES_SERVICE_PORT"), "443");
    String authority = host.contains(":") ? "[" + host + "]" : host;
    Path token = serviceAccount.resolve("token");
    token(token);
    return new ApiAccess(
        URI.create("https://" + authority + ":" + port),
        Optional.of(Tls.trusting(bytes(serviceAccount.resolve("ca.crt")), Optional.empty())),
        () -> Optional.of(token(token)));
  }

  private static String token(Path file) {
    String token = new String(bytes(file), StandardCharsets.UTF_8).strip();
    if (token.isEmpty()) {
      throw new RootsUnavailableException(TRIED, file + " is empty");
    }
    return token;
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new RootsUnavailableException(TRIED, file + " cannot be read", e);
    }
  }
}
