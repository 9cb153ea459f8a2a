package ink.ml.dp.acceptance;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** What the registry keeps: manifests, configurations, layers and caches, unpacked. */
final class RegistryContent {
  /**
   * The registry's volume, as the node that plays ops has it: the registry's image has no shell.
   */
  private static final String ROOT = "/srv/registry/docker/registry/v2/repositories";

  private final TestedPlatform platform;

  RegistryContent(TestedPlatform platform) {
    this.platform = platform;
  }

  /** Everything in the repositories, build caches too, whose path has this in it. */
  List<String> ofRepositories(String tenant) {
    String links =
        Docker.exec(
            platform,
            "k3s-1",
            "sh",
            "-c",
            "find " + ROOT + " -path '*" + tenant + "*' -name link | sort");
    List<String> contents =
        links
            .lines()
            .filter(link -> link.contains("/_layers/") || link.contains("/_manifests/revisions/"))
            .map(this::read)
            .toList();
    if (contents.isEmpty()) {
      throw new AssertionError("the registry has nothing of " + tenant + ":\n" + links);
    }
    return contents;
  }

  private String read(String link) {
    String repository =
        link.substring(ROOT.length() + 1).replaceFirst("/_(layers|manifests)/.*", "");
    String digest = link.replaceFirst(".*/sha256/([0-9a-f]{64})/link", "sha256:$1");
    String kind = link.contains("/_layers/") ? "blobs" : "manifests";
    URI uri =
        URI.create(
            platform.platform().endpoints().registryUrl()
                + "/v2/"
                + repository
                + "/"
                + kind
                + "/"
                + digest);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header(
                "Accept",
                "application/vnd.oci.image.manifest.v1+json,application/vnd.oci.image.index.v1+json")
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      byte[] bytes = http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
      return new String(unpacked(bytes), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(uri.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static byte[] unpacked(byte[] bytes) throws IOException {
    try (InputStream in = unpacking(bytes)) {
      return in.readAllBytes();
    }
  }

  private static InputStream unpacking(byte[] bytes) throws IOException {
    InputStream in = new ByteArrayInputStream(bytes);
    if (startsWith(bytes, 0x1f, 0x8b)) {
      return new GZIPInputStream(in);
    }
    return startsWith(bytes, 0x28, 0xb5, 0x2f, 0xfd) ? new ZstdInputStream(in) : in;
  }

  private static boolean startsWith(byte[] bytes, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
