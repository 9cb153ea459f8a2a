package ink.ml.dp.registrygc.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. It uses {@link HttpURLConnection}, because a run makes a handful of
 * requests and the JDK's newer client takes longer to start than they take.
 */
record HttpExchange(int status, Optional<String> location, String body) {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 30_000;
  private static final int MAX_BODY = 4 << 20;

  static HttpExchange send(String method, URI uri) throws IOException {
    return send(method, uri, Optional.empty());
  }

  static HttpExchange send(String method, URI uri, Optional<String> token) throws IOException {
    return send(method, uri, null, "", token);
  }

  /** Whether a registry answers for a tag or a digest. */
  static boolean serves(URI api, String repository, String reference, RegistryTokens tokens) {
    try {
      URI manifest = api.resolve("/v2/" + repository + "/manifests/" + reference);
      return send("HEAD", manifest, tokens.of(repository)).status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * @param token for who asks for one
   */
  static HttpExchange send(
      String method, URI uri, byte @Nullable [] content, String type, Optional<String> token)
      throws IOException {
    if (!(uri.toURL().openConnection() instanceof HttpURLConnection connection)) {
      throw new IOException(uri + " is not an HTTP address");
    }
    try {
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(READ_MILLIS);
      connection.setInstanceFollowRedirects(false);
      connection.setRequestMethod(method);
      connection.setRequestProperty(
          "Accept",
          "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json,"
              + " application/vnd.docker.distribution.manifest.list.v2+json,"
              + " application/vnd.docker.distribution.manifest.v2+json, */*");
      token.ifPresent(text -> connection.setRequestProperty("Authorization", "Bearer " + text));
      if (content != null) {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", type);
        connection.setFixedLengthStreamingMode(content.length);
        connection.getOutputStream().write(content);
      }
      return new HttpExchange(
          connection.getResponseCode(),
          Optional.ofNullable(connection.getHeaderField("Location")),
          body(connection));
    } finally {
      connection.disconnect();
    }
  }

  private static String body(HttpURLConnection connection) throws IOException {
    InputStream stream =
        connection.getResponseCode() >= 400
            ? connection.getErrorStream()
            : connection.getInputStream();
    if (stream == null) {
      return "";
    }
    try (stream) {
      return new String(stream.readNBytes(MAX_BODY), StandardCharsets.UTF_8);
    }
  }
}
