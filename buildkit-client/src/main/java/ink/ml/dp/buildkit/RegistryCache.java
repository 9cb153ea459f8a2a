package ink.ml.dp.buildkit;

import java.util.Map;
import java.util.TreeMap;

/**
 * A build cache in a registry, of all steps and not only of those that are in the image.
 *
 * @param reference {@code host/repository:tag}
 */
public record RegistryCache(String reference) {
  /** The attributes of an import on the wire. */
  public Map<String, String> importAttributes() {
    return Map.of("ref", reference);
  }

  /**
   * The attributes of an export on the wire. As an image manifest, since registries refuse the
   * index form; errors are ignored by the daemon, because a build without its cache is only slower.
   */
  public Map<String, String> exportAttributes() {
    Map<String, String> attributes = new TreeMap<>(Compression.ZSTD.attributes());
    attributes.put("ref", reference);
    attributes.put("mode", "max");
    attributes.put("image-manifest", "true");
    attributes.put("oci-mediatypes", "true");
    attributes.put("ignore-error", "true");
    return attributes;
  }
}
