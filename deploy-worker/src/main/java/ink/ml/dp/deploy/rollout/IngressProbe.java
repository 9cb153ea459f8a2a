package ink.ml.dp.deploy.rollout;

import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.model.name.ServiceName;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Asks the ingress for a service's page, as a visitor's request would arrive there: with the
 * service's host name in the request and in the TLS handshake, whatever address the ingress has.
 * Redirects are not followed; whatever the tenant answers counts, its own errors too. OkHttp,
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
    NONE
  }

  private static final String PROXY_NOT_FOUND = "404 page not found\n";

  private final DeploySettings settings;
  private final OkHttpClient http;

  IngressProbe(DeploySettings settings) {
    this.settings = settings;
    this.http =
        new OkHttpClient.Builder()
            .callTimeout(Duration.ofSeconds(5))
            .followRedirects(false)
            .retryOnConnectionFailure(false)
            .dns(host -> Dns.SYSTEM.lookup(settings.ingress().getHost()))
            .build();
  }

  Answer ask(ServiceName name) {
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
    try (Response response = http.newCall(request).execute()) {
      return answer(name, response);
    } catch (IOException e) {
      return Answer.NONE;
    }
  }

  private Answer answer(ServiceName name, Response response) throws IOException {
    if (response.isRedirect() && isProxyRedirect(name, response)) {
      return Answer.NONE;
    }
    String start = response.peekBody(64).string();
    return switch (response.code()) {
      case 404 -> start.equals(PROXY_NOT_FOUND) ? Answer.NOT_FOUND : Answer.SERVICE;
      case 502 -> start.equals("Bad Gateway") ? Answer.NONE : Answer.SERVICE;
      case 503 -> start.startsWith("no available server") ? Answer.NONE : Answer.SERVICE;
      case 504 -> start.equals("Gateway Timeout") ? Answer.NONE : Answer.SERVICE;
      default -> Answer.SERVICE;
    };
  }

  /** An ingress that sends all of http to https does so for every name, also one without route. */
  private boolean isProxyRedirect(ServiceName name, Response response) {
    return settings.appsScheme().equals("https")
        && "http".equals(settings.ingress().getScheme())
        && String.valueOf(response.header("Location"))
            .startsWith("https://" + settings.host(name) + "/");
  }
}
