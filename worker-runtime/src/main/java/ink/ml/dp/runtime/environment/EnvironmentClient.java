package ink.ml.dp.runtime.environment;

import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.EnvironmentVersion;
import ink.ml.dp.model.name.ServiceId;
import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.runtime.redact.Redactor;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
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
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final URI api;
  private final String token;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  @Inject
  public EnvironmentClient(Settings settings, Redactor redactor) {
    this.api = settings.url("MCP_API_URL", "where services' variables are read").required();
    this.token = settings.text("MCP_API_TOKEN", "the token for `MCP_API_URL`").secret().required();
    redactor.hideForever(token);
  }

  /**
   * The newest environment.
   *
   * @throws DeployException {@code ENVIRONMENT_UNAVAILABLE}, {@code ENVIRONMENT_INVALID} or {@code
   *     SERVICE_NOT_FOUND}
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
      case 200 -> EnvironmentParser.parse(tried(service), response.body());
      case 404 ->
          throw new DeployException(
              FailureCode.SERVICE_NOT_FOUND, tried(service), "the API does not know the service");
      default ->
          throw new DeployException(
              FailureCode.ENVIRONMENT_UNAVAILABLE,
              tried(service),
              "the API answered " + response.statusCode());
    };
  }

  private HttpResponse<String> get(ServiceId service, String query) {
    URI uri = URI.create(api + "/internal/v1/services/" + service + "/environment" + query);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + token)
            .header("Accept", "application/json")
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new DeployException(
          FailureCode.ENVIRONMENT_UNAVAILABLE, tried(service), "the API does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeployException(
          FailureCode.ENVIRONMENT_UNAVAILABLE, tried(service), "the worker is being stopped", e);
    }
  }

  private static String tried(ServiceId service) {
    return "read the environment of service " + service;
  }
}
