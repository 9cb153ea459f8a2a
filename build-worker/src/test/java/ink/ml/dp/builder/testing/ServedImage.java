package ink.ml.dp.builder.testing;

import com.github.dockerjava.api.model.Capability;
import ink.ml.dp.buildkit.testing.ImageReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** A built image, running as pods run: user 1000, no capabilities, no new privileges, read-only. */
public final class ServedImage implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final GenericContainer<?> container;
  private final int port;

  public ServedImage(ImageReader image, String port) throws IOException {
    this.port = Integer.parseInt(port);
    String name = "build-worker-test/served:" + Long.toString(System.nanoTime(), 36);
    load(image, name);
    container =
        new GenericContainer<>(name)
            .withEnv("PORT", port)
            .withExposedPorts(this.port)
            .withCreateContainerCmdModifier(
                command -> {
                  command.withUser("1000:1000");
                  command
                      .getHostConfig()
                      .withCapDrop(Capability.ALL)
                      .withReadonlyRootfs(true)
                      .withSecurityOpts(List.of("no-new-privileges"));
                })
            .waitingFor(Wait.forHttp("/"));
    container.start();
  }

  private static void load(ImageReader image, String name) throws IOException {
    Path archive = Files.createTempFile("image", ".tar");
    try {
      image.save(archive, name);
      try (InputStream in = Files.newInputStream(archive)) {
        DockerClientFactory.lazyClient().loadImageCmd(in).exec();
      }
    } finally {
      Files.delete(archive);
    }
  }

  public HttpResponse<String> get(String path) throws IOException {
    return send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** What comes over the wire to a client that can unpack these encodings. */
  public HttpResponse<byte[]> bytes(String path, String encodings) throws IOException {
    return send(
        HttpRequest.newBuilder(uri(path)).header("Accept-Encoding", encodings).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + container.getMappedPort(port) + path);
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body)
      throws IOException {
    try {
      return http.send(request, body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    String image = container.getDockerImageName();
    container.stop();
    DockerClientFactory.lazyClient().removeImageCmd(image).withForce(true).exec();
  }
}
