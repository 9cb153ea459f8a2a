package ink.ml.dp.build.buildkit;

import ink.ml.dp.model.name.ImageReference;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the image goes.
 *
 * @param name pushed under this name
 * @param pushByDigest push the manifest without moving the tag
 * @param compression of layers that are new
 */
public record ImageExport(ImageReference name, boolean pushByDigest, Compression compression) {
  public static ImageExport to(ImageReference name) {
    return new ImageExport(name, false, Compression.ZSTD);
  }

  /** The exporter's attributes on the wire. */
  public Map<String, String> attributes() {
    Map<String, String> attributes = new TreeMap<>(compression.attributes());
    attributes.put("name", pushByDigest ? name.repository().toString() : name.toString());
    attributes.put("push", "true");
    // Said explicitly: newer compatibility versions of the daemon change the default.
    attributes.put("oci-mediatypes", "true");
    if (pushByDigest) {
      attributes.put("push-by-digest", "true");
    }
    return attributes;
  }
}
