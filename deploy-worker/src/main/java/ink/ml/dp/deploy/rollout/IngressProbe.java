package ink.ml.dp.deploy.rollout;

import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.model.name.ServiceName;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Asks the ingress for a service's page, as a visitor's request would arrive there. Redirects are
 * not followed; whatever the tenant answers counts, its own errors too. OkHttp, because the JDK's
 * client does not let a request set its Host header.
 */
@Singleton
class IngressProbe {
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
  private final OkHttpClient http =
      new OkHttpClient.Builder()
          .callTimeout(Duration.ofSeconds(5))
          .followRedirects(false)
          .retryOnConnectionFailure(false)
          .build();

  IngressProbe(DeploySettings settings) {
    this.settings = settings;
  }

  Answer ask(ServiceName name) {
    Request request =
        new Request.Builder()
            .url(settings.ingress() + "/")
            .header("Host", settings.host(name))
            .header("User-Agent", "deploy-platform rollout probe")
            .build();
    try (Response response = http.newCall(request).execute()) {
      String start = response.peekBody(64).string();
      return switch (response.code()) {
        case 404 -> start.equals(PROXY_NOT_FOUND) ? Answer.NOT_FOUND : Answer.SERVICE;
        case 502 -> start.equals("Bad Gateway") ? Answer.NONE : Answer.SERVICE;
        case 503 -> start.startsWith("no available server") ? Answer.NONE : Answer.SERVICE;
        case 504 -> start.equals("Gateway Timeout") ? Answer.NONE : Answer.SERVICE;
        default -> Answer.SERVICE;
      };
    } catch (IOException e) {
      return Answer.NONE;
    }
  }
}
