package ink.ml.dp.acceptance;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/** What the registry keeps: manifests, configurations, layers and caches, unpacked. */
final class RegistryContent {
  /**
   * The registry's volume, as the node that plays ops has it: the registry's image has no shell.
   */
  private static final String ROOT = "/srv/registry/docker/registry/v2/repositories";

  private static final int PIECE = 8 << 20;

  private final TestedPlatform platform;

  RegistryContent(TestedPlatform platform) {
    this.platform = platform;
  }

  /**
   * Which of these texts are anywhere in the repositories, build caches too, whose path has this in
   * it.
   */
  Set<String> find(String tenant, Collection<String> texts) {
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
            .toList();
    if (contents.isEmpty()) {
      throw new AssertionError("the registry has nothing of " + tenant + ":\n" + links);
    }
    Set<String> found = new TreeSet<>();
    contents.forEach(link -> found.addAll(findIn(link, texts)));
    return found;
  }

  private Set<String> findIn(String link, Collection<String> texts) {
    String repository =
        link.substring(ROOT.length() + 1).replaceFirst("/_(layers|manifests)/.*", "");
    String digest = link.replaceFirst(".*/sha256/([0-9a-f]{64})/link", "sha256:$1");
    String kind = link.contains("/_layers/") ? "blobs" : "manifests";
    URI uri =
        URI.create(
            platform.platform().endpoints().registryReadUrl()
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
    try (HttpClient http = HttpClient.newHttpClient();
        InputStream body = http.send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
        InputStream unpacked = unpacking(new BufferedInputStream(body))) {
      return search(unpacked, texts);
    } catch (IOException e) {
      throw new UncheckedIOException(uri.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** In pieces, because a layer is larger than the heap; each begins with the last one's end. */
  private static Set<String> search(InputStream in, Collection<String> texts) throws IOException {
    int longest = texts.stream().mapToInt(String::length).max().orElseThrow();
    Set<String> found = new TreeSet<>();
    String end = "";
    while (true) {
      byte[] bytes = in.readNBytes(PIECE);
      if (bytes.length == 0) {
        return found;
      }
      String piece = end + new String(bytes, StandardCharsets.ISO_8859_1);
      texts.stream().filter(piece::contains).forEach(found::add);
      end = piece.substring(Math.max(0, piece.length() - longest));
    }
  }

  private static InputStream unpacking(BufferedInputStream in) throws IOException {
    in.mark(4);
    byte[] start = in.readNBytes(4);
    in.reset();
    if (startsWith(start, 0x1f, 0x8b)) {
      return new GZIPInputStream(in);
    }
    return startsWith(start, 0x28, 0xb5, 0x2f, 0xfd) ? new ZstdInputStream(in) : in;
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
