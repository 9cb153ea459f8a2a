package ink.ml.dp.registrygc.testing;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.store.ManifestReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pushes and pulls as clients do: a blob that the registry says it has is not sent again. */
public final class Client {
  private static final String IMAGE = "application/vnd.oci.image.manifest.v1+json";
  private static final String MANIFESTS =
      "application/vnd.oci.image.index.v1+json, "
          + IMAGE
          + ", application/vnd.docker.distribution.manifest.v2+json";
  private static final Pattern DESCRIPTOR =
      Pattern.compile("\"digest\":\\s*\"(sha256:[0-9a-f]{64})\"");
  private static final Pattern SUBJECT = Pattern.compile("\"subject\":\\s*\\{[^}]*}");
  private static final int ATTEMPTS = 20;

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final URI api;

  public Client(URI registry) {
    this.api = registry.resolve("/v2/");
  }

  /** Pushes an image of these layers, again from the beginning when the registry refuses it. */
  public String push(String repository, String tag, List<String> layers) {
    String problem = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      String manifest = manifest(repository, tag, layers);
      HttpResponse<byte[]> answer =
          send(
              request(repository + "/manifests/" + tag)
                  .header("Content-Type", IMAGE)
                  .PUT(BodyPublishers.ofString(manifest)));
      if (answer.statusCode() == 201) {
        return digest(manifest.getBytes(StandardCharsets.UTF_8));
      }
      problem = answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8);
    }
    throw new AssertionError("push of " + repository + ":" + tag + " failed: " + problem);
  }

  /** Pulls an image or index with all its content; what is wrong with it, or empty when nothing. */
  public List<String> pull(String repository, String reference) {
    List<String> problems = new ArrayList<>();
    pull(repository, reference, problems);
    return problems;
  }

  /**
   * Pulls as Kubernetes does, which tries again: a link may be in the trash for a moment before a
   * run sees that somebody has begun to need it.
   */
  public List<String> pullPatiently(String repository, String reference) {
    List<String> problems = pull(repository, reference);
    for (Instant end = Instant.now().plusSeconds(20);
        !problems.isEmpty() && Instant.now().isBefore(end); ) {
      problems = pull(repository, reference);
    }
    return problems;
  }

  /** The status of a tag or digest. */
  public int status(String repository, String reference) {
    return send(request(repository + "/manifests/" + reference)
            .header("Accept", MANIFESTS)
            .method("HEAD", BodyPublishers.noBody()))
        .statusCode();
  }

  /** Pushes a manifest by its digest; the digest, or empty when the registry does not take it. */
  public String put(String repository, String manifest) {
    return put(repository, manifest, IMAGE);
  }

  /** Pushes a manifest of a type by its digest, as {@link #put(String, String)} does. */
  public String put(String repository, String manifest, String type) {
    String digest = digest(manifest.getBytes(StandardCharsets.UTF_8));
    HttpResponse<byte[]> answer =
        send(
            request(repository + "/manifests/" + digest)
                .header("Content-Type", type)
                .PUT(BodyPublishers.ofString(manifest)));
    return answer.statusCode() == 201 ? digest : "";
  }

  /** Whether a blob is served. */
  public boolean hasBlob(String repository, String digest) {
    List<String> problems = new ArrayList<>();
    blob(repository, digest, problems);
    return problems.isEmpty();
  }

  /** Removes a tag. */
  public void delete(String repository, String tag) {
    send(request(repository + "/manifests/" + tag).DELETE());
  }

  private void pull(String repository, String reference, List<String> problems) {
    HttpResponse<byte[]> answer =
        send(request(repository + "/manifests/" + reference).header("Accept", MANIFESTS).GET());
    if (answer.statusCode() != 200) {
      problems.add(repository + " " + reference + " answers " + answer.statusCode());
      return;
    }
    String manifest = new String(answer.body(), StandardCharsets.UTF_8);
    // A subject is what the manifest is about, and no part of it.
    Matcher matcher = DESCRIPTOR.matcher(SUBJECT.matcher(manifest).replaceAll(""));
    while (matcher.find()) {
      if (manifest.contains("\"manifests\"")) {
        pull(repository, matcher.group(1), problems);
      } else {
        blob(repository, matcher.group(1), problems);
      }
    }
  }

  private void blob(String repository, String digest, List<String> problems) {
    HttpResponse<byte[]> answer = send(request(repository + "/blobs/" + digest).GET());
    if (answer.statusCode() != 200 || !digest(answer.body()).equals(digest)) {
      problems.add(
          repository
              + " "
              + digest
              + " answers "
              + answer.statusCode()
              + " with "
              + answer.body().length
              + " bytes");
    }
  }

  private String manifest(String repository, String tag, List<String> layers) {
    String config = "{\"image\":\"" + repository + ":" + tag + "\"}";
    upload(repository, config);
    layers.forEach(layer -> upload(repository, layer));
    return "{\"schemaVersion\":2,\"mediaType\":\""
        + IMAGE
        + "\",\"config\":"
        + descriptor(config, "application/vnd.oci.image.config.v1+json")
        + ",\"layers\":["
        + String.join(
            ",",
            layers.stream()
                .map(l -> descriptor(l, "application/vnd.oci.image.layer.v1.tar"))
                .toList())
        + "]}";
  }

  /** Pushes a blob unless it is there; its digest. */
  public String upload(String repository, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    String digest = digest(bytes);
    HttpResponse<byte[]> known =
        send(request(repository + "/blobs/" + digest).method("HEAD", BodyPublishers.noBody()));
    if (known.statusCode() == 200) {
      return digest;
    }
    HttpResponse<byte[]> begun =
        send(request(repository + "/blobs/uploads/").POST(BodyPublishers.noBody()));
    begun
        .headers()
        .firstValue("Location")
        .ifPresent(
            location ->
                send(
                    HttpRequest.newBuilder(
                            api.resolve(
                                location
                                    + (location.contains("?") ? "&" : "?")
                                    + "digest="
                                    + digest))
                        .header("Content-Type", "application/octet-stream")
                        .PUT(BodyPublishers.ofByteArray(bytes))));
    return digest;
  }

  private static String descriptor(String content, String type) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return "{\"mediaType\":\""
        + type
        + "\",\"digest\":\""
        + digest(bytes)
        + "\",\"size\":"
        + bytes.length
        + "}";
  }

  private static String digest(byte[] bytes) {
    return Digest.ofBytes(ManifestReader.sha256().digest(bytes)).toString();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(api.resolve(path)).timeout(Duration.ofSeconds(60));
  }

  /**
   * Once more when there was no answer, as every client does: a kept connection may be closed just
   * when the next request takes it. (The end of an upload that was taken in unheard fails then.)
   */
  private HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      try {
        return http.send(request.build(), BodyHandlers.ofByteArray());
      } catch (HttpTimeoutException e) {
        throw e;
      } catch (IOException e) {
        return http.send(request.build(), BodyHandlers.ofByteArray());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
