package ink.ml.dp.deploy.rollout;

import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.model.name.ServiceName;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import okhttp3.Dns;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Asks the ingress for a service's page, as a visitor's request would arrive there: with the
 * service's host name in the request and in the TLS handshake, whatever address the ingress has.
 * Redirects are not followed; whatever the tenant answers counts, its own errors too. A body is
 * read only where the proxy may have said it: a page may be a stream without an end. OkHttp,
 * because the JDK's client lets a request choose neither.
 */
@Singleton
final class IngressProbe {
  /** What is seen at the URL. */
  enum Answer {
    /** Something that only the service can have said. */
    SERVICE,
    /**
     * What the proxy says before it knows the route, and what a service written in Go may say too.
     */
    NOT_FOUND,
    /** The proxy says that it asked a pod and cannot read what came back. */
    UNREADABLE,
    /** The proxy knows nobody to ask. */
    NONE
  }

  private static final String PROXY_NOT_FOUND = "404 page not found\n";

  /** All that an error of Traefik's own has; a service's has its framework's beside them. */
  private static final Set<String> PROXY_HEADERS =
      Set.of("content-length", "content-type", "date", "connection");

  private final DeploySettings settings;
  private final OkHttpClient http;

  IngressProbe(DeploySettings settings) {
    this.settings = settings;
    this.http =
        new OkHttpClient.Builder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(false)
            .retryOnConnectionFailure(false)
            .dns(host -> Dns.SYSTEM.lookup(settings.ingress().getHost()))
            .build();
  }

  /**
   * Asks once.
   *
   * @param patience how long the answer may take to begin
   */
  Answer ask(ServiceName name, Duration patience) {
    URI ingress = settings.ingress();
    HttpUrl.Builder url =
        new HttpUrl.Builder()
            .scheme(ingress.getScheme())
            .host(settings.host(name))
            .encodedPath("/");
    if (ingress.getPort() > 0) {
      url.port(ingress.getPort());
    }
    Request request =
        new Request.Builder()
            .url(url.build())
            .header("Host", settings.host(name))
            .header("User-Agent", "deploy-platform rollout probe")
            .build();
    OkHttpClient patient = http.newBuilder().callTimeout(patience).readTimeout(patience).build();
    try (Response response = patient.newCall(request).execute()) {
      return answer(name, response);
    } catch (IOException e) {
      return Answer.NONE;
    }
  }

  private Answer answer(ServiceName name, Response response) throws IOException {
    if (response.isRedirect() && isProxyRedirect(name, response)) {
      return Answer.NONE;
    }
    return switch (response.code()) {
      case 404 -> start(response).equals(PROXY_NOT_FOUND) ? Answer.NOT_FOUND : Answer.SERVICE;
      case 500 -> ofProxy(response, "Internal Server Error", Answer.UNREADABLE);
      case 502 -> ofProxy(response, "Bad Gateway", Answer.UNREADABLE);
      case 503 -> start(response).startsWith("no available server") ? Answer.NONE : Answer.SERVICE;
      case 504 -> ofProxy(response, "Gateway Timeout", Answer.NONE);
      default -> Answer.SERVICE;
    };
  }

  private static Answer ofProxy(Response response, String text, Answer meaning) throws IOException {
    return hasOnlyProxyHeaders(response.headers()) && start(response).equals(text)
        ? meaning
        : Answer.SERVICE;
  }

  private static boolean hasOnlyProxyHeaders(Headers headers) {
    return headers.names().stream().allMatch(name -> PROXY_HEADERS.contains(lower(name)));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String start(Response response) throws IOException {
    return response.peekBody(64).string();
  }

  /** An ingress that sends all of http to https does so for every name, also one without route. */
  private boolean isProxyRedirect(ServiceName name, Response response) {
    return settings.appsScheme().equals("https")
        && "http".equals(settings.ingress().getScheme())
        && String.valueOf(response.header("Location"))
            .startsWith("https://" + settings.host(name) + "/");
  }
}
