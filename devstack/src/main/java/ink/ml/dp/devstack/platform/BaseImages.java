package ink.ml.dp.devstack.platform;

import ink.ml.dp.devstack.image.Images;
import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.PlatformException;
import ink.ml.dp.devstack.process.Command;
import ink.ml.dp.devstack.server.Servers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fills what plays Docker Hub with the images that tenants' Dockerfiles and the cluster's own
 * objects name. BuildKit takes docker.io from there, by the mirror, so that {@code FROM debian:12}
 * works without the internet.
 */
final class BaseImages {
  private static final Duration QUICK = Duration.ofSeconds(30);
  private static final String MANIFESTS =
      "application/vnd.docker.distribution.manifest.v2+json,"
          + "application/vnd.oci.image.manifest.v1+json,"
          + "application/vnd.oci.image.index.v1+json";

  private final Instance instance;
  private final Images images;
  private final int port;

  BaseImages(Instance instance, Images images, int port) {
    this.instance = instance;
    this.images = images;
    this.port = port;
  }

  /**
   * One image under one name.
   *
   * @param local our own image's name
   * @param repository what it is called in the registry
   */
  record BaseImage(String local, String repository, String tag) {
    /** A line of the table: our image, the repository, and tags between spaces. */
    static List<BaseImage> parse(String line) {
      String[] columns = line.strip().split("\t", -1);
      return Stream.of(columns[2].split(" ", -1))
          .map(tag -> new BaseImage(columns[0], columns[1], tag))
          .toList();
    }
  }

  /** Gives the hub what it does not have yet; answers how many that were. */
  int fill() {
    List<BaseImage> all = listed();
    List<BaseImage> missing = missing(all);
    if (missing.isEmpty()) {
      return 0;
    }
    BaseImagesTemplate template = template(all);
    template.use();
    List<BaseImage> left = missing(missing);
    if (!left.isEmpty()) {
      left.forEach(this::push);
      template.fill();
    }
    return missing.size();
  }

  private List<BaseImage> missing(List<BaseImage> wanted) {
    return wanted.stream().filter(image -> !isThere(image)).toList();
  }

  private BaseImagesTemplate template(List<BaseImage> all) {
    return new BaseImagesTemplate(
        all.stream()
            .map(
                image -> images.local(image.local()) + " " + image.repository() + ":" + image.tag())
            .toList(),
        images.local("debian"),
        instance.volume(Servers.HUB_VOLUME));
  }

  private void push(BaseImage image) {
    String target = "localhost:%d/%s:%s".formatted(port, image.repository(), image.tag());
    Command.output(QUICK, "docker", "tag", images.local(image.local()), target);
    try {
      Command.output(Duration.ofMinutes(5), "docker", "push", "--quiet", target);
    } finally {
      Command.run(QUICK, "", "docker", "rmi", target);
    }
  }

  private List<BaseImage> listed() {
    Path list = instance.root().resolve("devstack/images/base-images.tsv");
    try {
      return Files.readAllLines(list).stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .flatMap(line -> BaseImage.parse(line).stream())
          .toList();
    } catch (IOException e) {
      throw new PlatformException(
          "tried to read " + list + " but failed because " + e.getMessage(),
          "check the checkout for completeness",
          e);
    }
  }

  private boolean isThere(BaseImage image) {
    URI manifest =
        URI.create(
            "http://127.0.0.1:%d/v2/%s/manifests/%s"
                .formatted(port, image.repository(), image.tag()));
    HttpRequest request =
        HttpRequest.newBuilder(manifest)
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .header("Accept", MANIFESTS)
            .timeout(Duration.ofSeconds(10))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      throw new PlatformException(
          "tried to ask the hub for %s but failed because %s"
              .formatted(image.repository(), e.getMessage()),
          "./dev down, then try again",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlatformException("interrupted while filling the hub", "try again", e);
    }
  }
}
