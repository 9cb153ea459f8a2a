package ink.ml.dp.buildkit.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.name.ImageReference;
import ink.ml.dp.runtime.registry.RegistrySettings;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

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

  /** All that is in the layers but times: mode, owner, name, link's target and content of each. */
  public Set<String> listing() {
    Set<String> lines = new TreeSet<>();
    eachEntry(
        (e, content) ->
            lines.add(
                "%o %d:%d %s -> %s: %s"
                    .formatted(
                        e.getMode(),
                        e.getLongUserId(),
                        e.getLongGroupId(),
                        e.getName(),
                        e.getLinkName(),
                        content.get())));
    return lines;
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

  /**
   * Writes the image as {@code docker load} reads it. Older daemons cannot unpack zstd, so its
   * layers are not compressed there.
   */
  public void save(Path archive, String name) throws IOException {
    List<String> layers = new ArrayList<>();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(archive)))) {
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      put(tar, "config.json", config().getBytes(StandardCharsets.UTF_8));
      for (JsonNode layer : json(manifest).path("layers")) {
        Path plain = Files.createTempFile("layer", ".tar");
        byte[] blob = get("blobs/" + layer.path("digest").asText()).body();
        try (InputStream in = decompress(layer.path("mediaType").asText(), blob)) {
          Files.copy(in, plain, StandardCopyOption.REPLACE_EXISTING);
          String entry = layers.size() + ".tar";
          layers.add(entry);
          tar.putArchiveEntry(new TarArchiveEntry(plain, entry));
          Files.copy(plain, tar);
          tar.closeArchiveEntry();
        } finally {
          Files.delete(plain);
        }
      }
      put(
          tar,
          "manifest.json",
          json.writeValueAsBytes(
              List.of(
                  Map.of("Config", "config.json", "RepoTags", List.of(name), "Layers", layers))));
    }
  }

  private static void put(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private static InputStream decompress(String type, byte[] layer) throws IOException {
    InputStream raw = new ByteArrayInputStream(layer);
    return type.endsWith("zstd") ? new ZstdInputStream(raw) : new GZIPInputStream(raw);
  }

  private void eachFile(BiConsumer<String, Supplier<String>> look) {
    eachEntry((entry, content) -> look.accept(entry.getName(), content));
  }

  private void eachEntry(BiConsumer<TarArchiveEntry, Supplier<String>> look) {
    for (JsonNode layer : json(manifest).path("layers")) {
      unpack(
          layer.path("mediaType").asText(),
          get("blobs/" + layer.path("digest").asText()).body(),
          look);
    }
  }

  private static void unpack(
      String type, byte[] layer, BiConsumer<TarArchiveEntry, Supplier<String>> look) {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(decompress(type, layer))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        look.accept(e, () -> content(tar));
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
