package ink.ml.dp.build.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.name.ImageReference;
import ink.ml.dp.runtime.registry.RegistrySettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Pulls an image out of the registry, to see all that is in it. */
public final class ImageReader {
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final RegistrySettings registry;
  private final String repository;
  private final String digest;
  private final String manifest;

  public ImageReader(RegistrySettings registry, BuiltImage image) {
    this.registry = registry;
    ImageReference reference = new ImageReference(image.image());
    repository = reference.repository().path();
    HttpResponse<byte[]> answer = get("manifests/" + reference.tag().orElseThrow());
    digest = answer.headers().firstValue("Docker-Content-Digest").orElseThrow();
    manifest = new String(answer.body(), StandardCharsets.UTF_8);
  }

  public String digest() {
    return digest;
  }

  /** The content of a file, as the topmost layer has it. */
  public String file(String path) {
    AtomicReference<String> found = new AtomicReference<>();
    eachFile(
        (name, content) -> {
          if (name.equals(path)) {
            found.set(content.get());
          }
        });
    if (found.get() == null) {
      throw new AssertionError("the image has no " + path);
    }
    return found.get();
  }

  public Set<String> fileNames() {
    Set<String> names = new TreeSet<>();
    eachFile((name, _) -> names.add(name));
    return names;
  }

  /** The image's configuration, with its history. */
  public String config() {
    String config = json(manifest).path("config").path("digest").asText();
    return new String(get("blobs/" + config).body(), StandardCharsets.UTF_8);
  }

  /** Whether manifest, configuration, or the name or content of any file holds a text. */
  public boolean mentions(String text) {
    AtomicBoolean found = new AtomicBoolean(manifest.contains(text) || config().contains(text));
    eachFile(
        (name, content) -> {
          if (name.contains(text) || content.get().contains(text)) {
            found.set(true);
          }
        });
    return found.get();
  }

  private void eachFile(BiConsumer<String, Supplier<String>> look) {
    for (JsonNode layer : json(manifest).path("layers")) {
      unpack(
          layer.path("mediaType").asText(),
          get("blobs/" + layer.path("digest").asText()).body(),
          look);
    }
  }

  private static void unpack(String type, byte[] layer, BiConsumer<String, Supplier<String>> look) {
    try (InputStream raw = new ByteArrayInputStream(layer);
        InputStream plain =
            type.endsWith("zstd") ? new ZstdInputStream(raw) : new GZIPInputStream(raw);
        TarArchiveInputStream tar = new TarArchiveInputStream(plain)) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        look.accept(e.getName(), () -> content(tar));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String content(InputStream tar) {
    try {
      return new String(tar.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode json(String text) {
    try {
      return json.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<byte[]> get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(registry.api() + "/v2/" + repository + "/" + path))
            .header("Accept", "application/vnd.oci.image.manifest.v1+json")
            .build();
    try {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new AssertionError("the registry answered " + answer.statusCode() + " to " + path);
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
