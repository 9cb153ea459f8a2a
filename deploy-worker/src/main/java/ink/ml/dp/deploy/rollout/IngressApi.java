package ink.ml.dp.deploy.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.deploy.release.IngressBackend;
import ink.ml.dp.model.request.RequestScope;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Asks Traefik's API which pods it sends a service's requests to. It is an addition: where there is
 * no API, or it does not answer, nothing is known, and time has to tell.
 */
@Singleton
final class IngressApi {
  private static final long MAX_ANSWER = 1 << 20;

  private final DeploySettings settings;
  private final OkHttpClient http;
  private final ObjectMapper json = new ObjectMapper();

  IngressApi(DeploySettings settings) {
    this.settings = settings;
    this.http =
        new OkHttpClient.Builder()
            .callTimeout(Duration.ofSeconds(1))
            .retryOnConnectionFailure(false)
            .build();
  }

  /** Whether there is one to ask. */
  boolean isThere() {
    return settings.ingressApi().isPresent();
  }

  /**
   * Whether every ingress is known to ask these pods and no others. A pod that is being ended is
   * fenced there: listed, and asked no more (Traefik 3.6, {@code
   * pkg/server/service/loadbalancer/wrr/wrr.go}), but by clients with a sticky cookie, which our
   * services do not have. With several ingresses, the name in the API's address has to resolve to
   * all of them.
   *
   * @param addresses the pods' addresses, in the cluster's network
   */
  boolean asksOnly(RequestScope identity, Set<String> addresses) {
    return settings
        .ingressApi()
        .filter(api -> everyOneAsksOnly(api, identity, addresses))
        .isPresent();
  }

  private boolean everyOneAsksOnly(URI api, RequestScope identity, Set<String> addresses) {
    try {
      for (InetAddress one : InetAddress.getAllByName(api.getHost())) {
        if (!asksOnly(url(api, one, identity), addresses)) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean asksOnly(HttpUrl url, Set<String> addresses) throws IOException {
    try (Response response = http.newCall(new Request.Builder().url(url).build()).execute()) {
      if (!response.isSuccessful()) {
        return false;
      }
      JsonNode servers =
          json.readTree(response.peekBody(MAX_ANSWER).byteStream())
              .path("loadBalancer")
              .path("servers");
      int asked = 0;
      for (JsonNode server : servers) {
        if (!server.path("fenced").asBoolean()) {
          if (!addresses.contains(URI.create(server.path("url").asText()).getHost())) {
            return false;
          }
          asked++;
        }
      }
      return asked > 0;
    }
  }

  private static HttpUrl url(URI api, InetAddress address, RequestScope identity) {
    HttpUrl.Builder url =
        new HttpUrl.Builder()
            .scheme(api.getScheme())
            .host(address.getHostAddress())
            .addPathSegments("api/http/services")
            .addPathSegment(new IngressBackend(identity).traefikService());
    if (api.getPort() > 0) {
      url.port(api.getPort());
    }
    return url.build();
  }
}
