package ink.ml.dp.runtime.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.ImageDigest;
import ink.ml.dp.model.name.ImageRepository;
import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.model.token.RegistryTokenSigner;
import ink.ml.dp.model.token.RegistryTokenSigner.Access;
import ink.ml.dp.runtime.http.HttpCaller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The little that the workers ask of the registry's HTTP API themselves. Every call may be
 * repeated.
 */
@Singleton
public final class RegistryClient {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String MANIFESTS =
      "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json,"
          + " application/vnd.docker.distribution.manifest.v2+json,"
          + " application/vnd.docker.distribution.manifest.list.v2+json";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of the image's configuration; what has no protocol is TCP. */
  private static final Duration TOKEN_VALIDITY = Duration.ofMinutes(5);

  private final RegistrySettings settings;
  private final Optional<RegistryTokenSigner> tokens;
  private final HttpCaller http = new HttpCaller(LIMIT);

  @Inject
  public RegistryClient(Settings settings) {
    this(RegistrySettings.read(settings), RegistryTokenSettings.read(settings, "build-worker"));
  }

  public RegistryClient(RegistrySettings settings) {
    this(settings, Optional.empty());
  }

  /**
   * @param tokens for a registry that asks for them
   */
  public RegistryClient(RegistrySettings settings, Optional<RegistryTokenSigner> tokens) {
    this.settings = settings;
    this.tokens = tokens;
  }

  public RegistrySettings settings() {
    return settings;
  }

  /**
   * Asks for a manifest's digest.
   *
   * @param reference a tag or a digest
   * @return empty when the registry does not have it
   * @throws DeployException {@code REGISTRY_UNAVAILABLE}, {@code REGISTRY_REJECTED} or {@code
   *     WORKER_STOPPED}
   */
  public Optional<ImageDigest> head(ImageRepository repository, String reference) {
    Action action = new Action("look for the image " + repository.path() + " in the registry");
    HttpResponse<byte[]> response =
        send(
            action,
            manifest(Access.readOnly(repository.path()), repository, reference)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());
    return switch (response.statusCode()) {
      case 200 ->
          Optional.of(
              response
                  .headers()
                  .firstValue("Docker-Content-Digest")
                  .map(ImageDigest::new)
                  .orElseThrow(() -> rejected(action, "it did not say which digest it has")));
      case 404 -> Optional.empty();
      default -> throw unexpected(action, response.statusCode());
    };
  }

  /**
   * Puts a manifest that is there under a tag once more, so that the tag's push time is now: when a
   * build makes an image that the registry has, nothing is pushed, and the retention would take the
   * tag for an old one.
   *
   * @throws DeployException {@code IMAGE_GONE} when the manifest, or something it refers to, is not
   *     there any more
   */
  public void refreshTag(ImageRepository repository, String tag, ImageDigest digest) {
    Action action = new Action("tag the image " + repository.path() + ":" + tag);
    HttpResponse<byte[]> found =
        send(
            action,
            manifest(Access.readOnly(repository.path()), repository, digest.value()).GET().build());
    if (found.statusCode() == 404) {
      throw action.failed(FailureCode.IMAGE_GONE, "the registry no longer has it");
    }
    if (found.statusCode() != 200) {
      throw unexpected(action, found.statusCode());
    }
    String type = found.headers().firstValue("Content-Type").orElse("");
    HttpResponse<byte[]> put =
        send(
            action,
            manifest(Access.readAndWrite(repository.path()), repository, tag)
                .setHeader("Content-Type", type)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(found.body()))
                .build());
    if (put.statusCode() == 400 || put.statusCode() == 404) {
      throw action.failed(FailureCode.IMAGE_GONE, "the registry no longer has all of its parts");
    }
    if (put.statusCode() != 201) {
      throw unexpected(action, put.statusCode());
    }
  }

  /**
   * What an image says of how it is run.
   *
   * @param digest of the image, or of an index, of which the first image counts
   * @throws DeployException {@code IMAGE_GONE} when a part of it is not there, {@code
   *     REGISTRY_UNAVAILABLE}, {@code REGISTRY_REJECTED} or {@code WORKER_STOPPED}
   */
  public ImageConfig config(ImageRepository repository, String digest) {
    Action action = new Action("read the image " + repository.path() + " in the registry");
    Access read = Access.readOnly(repository.path());
    JsonNode manifest = document(action, manifest(read, repository, digest));
    if (manifest.has("manifests")) {
      String first = manifest.path("manifests").path(0).path("digest").asText();
      manifest = document(action, manifest(read, repository, first));
    }
    String config = manifest.path("config").path("digest").asText();
    return ImageConfig.read(document(action, request(read, repository, "/blobs/" + config)));
  }

  private JsonNode document(Action action, HttpRequest.Builder request) {
    HttpResponse<byte[]> found = send(action, request.GET().build());
    if (found.statusCode() == 404) {
      throw action.failed(FailureCode.IMAGE_GONE, "the registry no longer has all of its parts");
    }
    if (found.statusCode() != 200) {
      throw unexpected(action, found.statusCode());
    }
    try {
      return JSON.readTree(found.body());
    } catch (IOException e) {
      throw rejected(action, "what it answered is not JSON");
    }
  }

  private HttpRequest.Builder manifest(
      Access access, ImageRepository repository, String reference) {
    return request(access, repository, "/manifests/" + reference).header("Accept", MANIFESTS);
  }

  private HttpRequest.Builder request(Access access, ImageRepository repository, String path) {
    URI uri = URI.create(settings.api() + "/v2/" + repository.path() + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    tokens.ifPresent(
        signer ->
            request.header(
                "Authorization",
                "Bearer " + signer.sign("worker", List.of(access), TOKEN_VALIDITY)));
    return request;
  }

  private HttpResponse<byte[]> send(Action action, HttpRequest request) {
    return http.call(
        action,
        FailureCode.REGISTRY_UNAVAILABLE,
        "the registry does not answer",
        request,
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static DeployException unexpected(Action action, int status) {
    return status >= 500 || status == 429
        ? action.failed(FailureCode.REGISTRY_UNAVAILABLE, "the registry answered " + status)
        : rejected(action, "it answered " + status);
  }

  private static DeployException rejected(Action action, String because) {
    return action.failed(FailureCode.REGISTRY_REJECTED, because);
  }
}
