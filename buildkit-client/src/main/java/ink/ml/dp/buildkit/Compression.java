package ink.ml.dp.buildkit;

import java.util.Map;

/** How new layers are compressed; layers that exist keep what they have. */
public enum Compression {
  /** Fast to write and to unpack; understood by containerd and by registries since 2021. */
  ZSTD(Map.of("compression", "zstd", "compression-level", "3")),
  GZIP(Map.of("compression", "gzip")),
  NONE(Map.of("compression", "uncompressed"));

  private final Map<String, String> attributes;

  Compression(Map<String, String> attributes) {
    this.attributes = attributes;
  }

  Map<String, String> attributes() {
    return attributes;
  }
}
