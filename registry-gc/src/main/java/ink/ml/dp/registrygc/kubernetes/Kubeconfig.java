package ink.ml.dp.registrygc.kubernetes;

import ink.ml.dp.registrygc.roots.RootsUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The current context of a kubeconfig file, for runs outside of the cluster: a token or a client
 * certificate, inline or as files. Plugins that fetch credentials, and servers that are not to be
 * verified, are refused.
 */
public final class Kubeconfig {
  private final Path file;
  private final Map<?, ?> root;

  private Kubeconfig(Path file, Map<?, ?> root) {
    this.file = file;
    this.root = root;
  }

  /**
   * Reads it.
   *
   * @throws RootsUnavailableException when it cannot be used
   */
  public static ApiAccess read(Path file) {
    try {
      Object loaded =
          new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
      if (!(loaded instanceof Map<?, ?> root)) {
        throw unusable(file, "it is not a kubeconfig");
      }
      return new Kubeconfig(file, root).access();
    } catch (IOException | YAMLException e) {
      // The parser's message may quote the file, credentials included.
      throw unusable(file, "it cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  private ApiAccess access() {
    Map<?, ?> context = entry("contexts", "context", text(root, "current-context"));
    Map<?, ?> cluster = entry("clusters", "cluster", text(context, "cluster"));
    Map<?, ?> user = entry("users", "user", text(context, "user"));
    if (Boolean.TRUE.equals(cluster.get("insecure-skip-tls-verify"))) {
      throw unusable(file, "it does not verify the server");
    }
    if (user.containsKey("exec") || user.containsKey("auth-provider")) {
      throw unusable(file, "it takes its credentials from a plugin");
    }
    Optional<byte[]> certificate = bytes(user, "client-certificate");
    Optional<byte[]> key = bytes(user, "client-key");
    Optional<Tls.Identity> identity =
        certificate.flatMap(chain -> key.map(own -> new Tls.Identity(chain, own)));
    Optional<String> token = token(user);
    if (identity.isEmpty() && token.isEmpty()) {
      throw unusable(file, "it has neither a token nor a client certificate with its key");
    }
    byte[] authority =
        bytes(cluster, "certificate-authority")
            .orElseThrow(() -> unusable(file, "it names no authority for the server"));
    return new ApiAccess(
        URI.create(text(cluster, "server").replaceFirst("/+$", "")),
        Optional.of(Tls.trusting(authority, identity)),
        () -> token);
  }

  private Optional<String> token(Map<?, ?> user) {
    return user.get("token") instanceof String token && !token.isBlank()
        ? Optional.of(token.strip())
        : optional(user, "tokenFile")
            .map(path -> new String(contents(path), StandardCharsets.UTF_8).strip());
  }

  private Map<?, ?> entry(String list, String kind, String name) {
    if (root.get(list) instanceof List<?> entries) {
      for (Object entry : entries) {
        if (entry instanceof Map<?, ?> named
            && name.equals(named.get("name"))
            && named.get(kind) instanceof Map<?, ?> value) {
          return value;
        }
      }
    }
    throw unusable(file, "its " + list + " have none named " + name);
  }

  private Optional<byte[]> bytes(Map<?, ?> map, String name) {
    Optional<String> inline = optional(map, name + "-data");
    try {
      return inline.isPresent()
          ? inline.map(text -> Base64.getDecoder().decode(text.replaceAll("\\s", "")))
          : optional(map, name).map(this::contents);
    } catch (IllegalArgumentException e) {
      throw unusable(file, name + "-data is not Base64");
    }
  }

  private byte[] contents(String path) {
    Path named = file.resolveSibling(path);
    try {
      return Files.readAllBytes(named);
    } catch (IOException e) {
      throw unusable(file, named + " cannot be read");
    }
  }

  private String text(Map<?, ?> map, String name) {
    return optional(map, name).orElseThrow(() -> unusable(file, name + " is missing"));
  }

  private static Optional<String> optional(Map<?, ?> map, String name) {
    @Nullable Object value = map.get(name);
    return value instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
  }

  private static RootsUnavailableException unusable(Path file, String because) {
    return new RootsUnavailableException("use the kubeconfig " + file, because);
  }
}
