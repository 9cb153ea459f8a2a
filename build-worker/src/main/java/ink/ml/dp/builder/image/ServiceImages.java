package ink.ml.dp.builder.image;

import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.ImageReference;
import ink.ml.dp.model.name.ImageRepository;
import ink.ml.dp.model.name.NamespaceName;
import ink.ml.dp.model.name.RegistryHost;
import ink.ml.dp.model.request.RequestScope;

/**
 * Where one service's images and cache are.
 *
 * @param images {@code <registry>/<namespace>/<service>}
 * @param caches {@code <registry>/cache/<namespace>/<service>}
 */
public record ServiceImages(ImageRepository images, ImageRepository caches) {
  public static ServiceImages of(RegistryHost registry, RequestScope service) {
    NamespaceName namespace = NamespaceName.of(service.tenant(), service.project());
    return new ServiceImages(
        ImageRepository.of(registry, namespace, service.name()),
        ImageRepository.cacheOf(registry, namespace, service.name()));
  }

  public ImageReference image(CommitSha commit) {
    return images.tagged(commit.value());
  }

  public ImageReference cache() {
    return caches.tagged("latest");
  }
}
