package ink.ml.dp.model.name;

import java.util.regex.Pattern;

/**
 * A repository of images on a registry: {@code host[:port]/path}, by the distribution
 * specification's rules for paths.
 *
 * @throws InvalidValueException when the path breaks those rules
 */
public record ImageRepository(RegistryHost registry, String path) {
  private static final Pattern PATH =
      Pattern.compile(
          "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");

  public ImageRepository {
    InvalidValueException.require(
        path.length() <= 255 && PATH.matcher(path).matches(), "must be a repository path");
  }

  /** Where a service's images are: {@code <registry>/<namespace>/<service>}. */
  public static ImageRepository of(
      RegistryHost registry, NamespaceName namespace, ServiceName service) {
    return of(registry, ServiceRepository.Content.IMAGES, namespace, service);
  }

  /** Where a service's build cache is: {@code <registry>/cache/<namespace>/<service>}. */
  public static ImageRepository cacheOf(
      RegistryHost registry, NamespaceName namespace, ServiceName service) {
    return of(registry, ServiceRepository.Content.BUILD_CACHE, namespace, service);
  }

  private static ImageRepository of(
      RegistryHost registry,
      ServiceRepository.Content content,
      NamespaceName namespace,
      ServiceName service) {
    return new ImageRepository(
        registry, new ServiceRepository(content, namespace.value(), service.value()).path());
  }

  /** The reference that can only mean these bytes: {@code <repository>@<digest>}. */
  public ImageReference at(ImageDigest digest) {
    return new ImageReference(this + "@" + digest);
  }

  /** The reference by tag, whose meaning may move: {@code <repository>:<tag>}. */
  public ImageReference tagged(String tag) {
    return new ImageReference(this + ":" + tag);
  }

  @Override
  public String toString() {
    return registry + "/" + path;
  }
}
