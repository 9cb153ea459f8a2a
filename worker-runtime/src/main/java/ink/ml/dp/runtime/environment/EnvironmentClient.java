package ink.ml.dp.runtime.environment;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.EnvironmentVersion;
import ink.ml.dp.model.name.ServiceId;
import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.runtime.http.HttpCaller;
import ink.ml.dp.runtime.redact.Redactor;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Reads services' environments from the MCP API. The contract is {@code environment.openapi.yaml}
 * of the shared model.
 */
@Singleton
public final class EnvironmentClient {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final URI api;
  private final String token;
  private final HttpCaller http = new HttpCaller(LIMIT);

  @Inject
  public EnvironmentClient(Settings settings, Redactor redactor) {
    this.api = settings.url("MCP_API_URL", "where services' variables are read").required();
    this.token = settings.text("MCP_API_TOKEN", "the token for `MCP_API_URL`").secret().required();
    redactor.hideForever(token);
  }

  /**
   * The newest environment.
   *
   * @throws DeployException {@code ENVIRONMENT_UNAVAILABLE}, {@code ENVIRONMENT_INVALID}, {@code
   *     SERVICE_NOT_FOUND} or {@code WORKER_STOPPED}
   */
  public Environment newest(ServiceId service) {
    HttpResponse<String> response = get(service, "");
    return accepted(service, response);
  }

  /**
   * The environment at one version or, when the API no longer has that, the newest; throws as
   * {@link #newest}.
   */
  public Environment at(ServiceId service, EnvironmentVersion version) {
    HttpResponse<String> response =
        get(service, "?version=" + URLEncoder.encode(version.value(), StandardCharsets.UTF_8));
    return response.statusCode() == 404 ? newest(service) : accepted(service, response);
  }

  private static Environment accepted(ServiceId service, HttpResponse<String> response) {
    return switch (response.statusCode()) {
      case 200 -> EnvironmentParser.parse(action(service), response.body());
      case 404 ->
          throw action(service)
              .failed(FailureCode.SERVICE_NOT_FOUND, "the API does not know the service");
      default ->
          throw action(service)
              .failed(
                  FailureCode.ENVIRONMENT_UNAVAILABLE, "the API answered " + response.statusCode());
    };
  }

  private HttpResponse<String> get(ServiceId service, String query) {
    URI uri = URI.create(api + "/internal/v1/services/" + service + "/environment" + query);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + token)
            .header("Accept", "application/json")
            .build();
    return http.call(
        action(service),
        FailureCode.ENVIRONMENT_UNAVAILABLE,
        "the API does not answer",
        request,
        HttpResponse.BodyHandlers.ofString());
  }

  private static Action action(ServiceId service) {
    return new Action("read the environment of service " + service);
  }
}
