package ink.ml.dp.deploy.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ink.ml.dp.model.activity.BuiltImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/**
 * Tenants' images, put together in the registry: Debian, one layer with two small HTTP servers and
 * a program that only root may run, and what is to be run.
 */
public final class TestImages {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
  private static final String LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";
  private static final String BASE = "library/debian";

  private final String registry;
  private final String hub;
  private final byte[] tar = tar();
  private final byte[] layer = gzip(tar);
  private final HttpClient http = HttpClient.newHttpClient();

  public TestImages(String registryUrl, String hubUrl) {
    this.registry = registryUrl;
    this.hub = hubUrl;
  }

  /** An image that runs the server with these options, such as {@code port=9000}. */
  public BuiltImage server(Identities service, String... options) {
    String[] command = new String[options.length + 2];
    command[0] = "perl";
    command[1] = "/app/server.pl";
    System.arraycopy(options, 0, command, 2, options.length);
    return running(service, command);
  }

  /** An image that runs this; nothing, when there is nothing. */
  public BuiltImage running(Identities service, String... command) {
    return running(service, List.of(), command);
  }

  /**
   * As {@link #running(Identities, String...)}.
   *
   * @param exposed the ports that the image names, such as {@code 9999/tcp}
   */
  public BuiltImage running(Identities service, List<String> exposed, String... command) {
    try {
      String repository = service.namespace() + "/" + service.name();
      ObjectNode manifest = (ObjectNode) JSON.readTree(base("manifests/12"));
      String baseConfig = manifest.path("config").path("digest").asText();
      ObjectNode config = (ObjectNode) JSON.readTree(base("blobs/" + baseConfig));
      ObjectNode process = config.putObject("config");
      if (command.length > 0) {
        process.putPOJO("Cmd", List.of(command));
      }
      exposed.forEach(process.withObject("/ExposedPorts")::putObject);
      process.putArray("Env").add("PATH=/usr/local/bin:/usr/bin:/bin");
      config.withObject("/rootfs").withArray("diff_ids").add(digest(tar));
      config.withArray("history").addObject().put("created_by", "a test");
      // One after the other: a layer is held whole, and many tests begin at once.
      synchronized (TestImages.class) {
        for (var part : manifest.path("layers")) {
          upload(repository, base("blobs/" + part.path("digest").asText()));
        }
      }
      manifest
          .withArray("layers")
          .addObject()
          .put("mediaType", LAYER)
          .put("size", layer.length)
          .put("digest", upload(repository, layer));
      byte[] configuration = JSON.writeValueAsBytes(config);
      manifest
          .withObject("/config")
          .put("size", configuration.length)
          .put("digest", upload(repository, configuration));
      byte[] document = JSON.writeValueAsBytes(manifest);
      expect(
          201,
          request(repository, "manifests/" + digest(document))
              .header("Content-Type", MANIFEST)
              .PUT(BodyPublishers.ofByteArray(document))
              .build());
      return new BuiltImage(
          "registry:5000/" + repository + ":" + "c".repeat(40), digest(document), 1, 0, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes a part of the image away, so that its manifest is there and it cannot be pulled. */
  public void damage(Identities service, BuiltImage image) {
    String repository = service.namespace() + "/" + service.name();
    try {
      String config =
          JSON.readTree(get(repository, "manifests/" + image.digest(), MANIFEST))
              .path("config")
              .path("digest")
              .asText();
      expect(202, request(repository, "blobs/" + config).DELETE().build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the whole image away. */
  public void remove(Identities service, BuiltImage image) {
    String repository = service.namespace() + "/" + service.name();
    expect(202, request(repository, "manifests/" + image.digest()).DELETE().build());
  }

  /** What the registry that plays Docker Hub has of the base image. */
  private byte[] base(String path) {
    URI uri = URI.create(hub + "/v2/" + BASE + "/" + path);
    return expect(
            200, HttpRequest.newBuilder(uri).header("Accept", MANIFEST + ", */*").GET().build())
        .body();
  }

  private String upload(String repository, byte[] blob) {
    String digest = digest(blob);
    HttpResponse<byte[]> started =
        expect(202, request(repository, "blobs/uploads/").POST(BodyPublishers.noBody()).build());
    URI location =
        URI.create(registry + "/").resolve(started.headers().firstValue("Location").orElseThrow());
    String separator = location.getQuery() == null ? "?" : "&";
    expect(
        201,
        request(repository, URI.create(location + separator + "digest=" + digest))
            .header("Content-Type", "application/octet-stream")
            .PUT(BodyPublishers.ofByteArray(blob))
            .build());
    return digest;
  }

  private byte[] get(String repository, String path, String accept) {
    return expect(200, request(repository, path).header("Accept", accept).GET().build()).body();
  }

  private HttpRequest.Builder request(String repository, String path) {
    return request(repository, URI.create(registry + "/v2/" + repository + "/" + path));
  }

  private static HttpRequest.Builder request(String repository, URI uri) {
    return HttpRequest.newBuilder(uri)
        .header("Authorization", "Bearer " + RealCluster.registryToken(repository));
  }

  private HttpResponse<byte[]> expect(int status, HttpRequest request) {
    try {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      if (response.statusCode() != status) {
        throw new AssertionError(
            request.method() + " " + request.uri() + " answered " + response.statusCode());
      }
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] tar() {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      entry(out, "app/server.pl", 0644, program("server.pl"));
      entry(out, "app/h2c.pl", 0644, program("h2c.pl"));
      entry(out, "tmp/from-the-image", 0644, new byte[0]);
      entry(out, "app/only-root", 0700, "#!/bin/sh\n".getBytes(StandardCharsets.UTF_8));
      out.write(new byte[1024]);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] program(String name) throws IOException {
    try (InputStream script = TestImages.class.getResourceAsStream("/images/" + name)) {
      return Objects.requireNonNull(script).readAllBytes();
    }
  }

  /** A file of root's, in the format of POSIX.1-1988. */
  private static void entry(ByteArrayOutputStream out, String name, int mode, byte[] content)
      throws IOException {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "%07o".formatted(mode));
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, 124, "%011o".formatted(content.length));
    put(header, 136, "00000000000");
    put(header, 148, "        ");
    put(header, 156, "0");
    put(header, 257, "ustar\0" + "00");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    out.write(header);
    out.write(content);
    out.write(new byte[(512 - content.length % 512) % 512]);
  }

  private static void put(byte[] header, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static String digest(byte[] content) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
