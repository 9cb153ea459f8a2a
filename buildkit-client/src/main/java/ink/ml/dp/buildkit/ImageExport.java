package ink.ml.dp.buildkit;

import java.util.Map;
import java.util.TreeMap;

/**
 * Where the image goes.
 *
 * @param name pushed under this name: {@code host/repository:tag}
 * @param pushByDigest push the manifest without moving the tag
 * @param compression of layers that are new
 */
public record ImageExport(String name, boolean pushByDigest, Compression compression) {
  public static ImageExport to(String name) {
    return new ImageExport(name, false, Compression.ZSTD);
  }

  private String repository() {
    int tag = name.lastIndexOf(':');
    return tag > name.lastIndexOf('/') ? name.substring(0, tag) : name;
  }

  /** The exporter's attributes on the wire. */
  public Map<String, String> attributes() {
    Map<String, String> attributes = new TreeMap<>(compression.attributes());
    attributes.put("name", pushByDigest ? repository() : name);
    attributes.put("push", "true");
    // Said explicitly: newer compatibility versions of the daemon change the default.
    attributes.put("oci-mediatypes", "true");
    if (pushByDigest) {
      attributes.put("push-by-digest", "true");
    }
    return attributes;
  }
}
