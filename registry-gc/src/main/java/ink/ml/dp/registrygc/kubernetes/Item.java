package ink.ml.dp.registrygc.kubernetes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is read of one object of a list.
 *
 * @param namespace empty for what is in none
 * @param images whatever stands where an image is named, in the specification or the status
 * @param data a ConfigMap's; empty for other kinds
 */
record Item(
    String namespace,
    String name,
    String uid,
    Map<String, String> labels,
    List<String> images,
    Map<String, String> data) {

  /** {@code namespace/name}, or the name alone. */
  String path() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  /** Collects what is read of an object, in any order. */
  static final class Builder {
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final List<String> images = new ArrayList<>();
    private final Map<String, String> data = new LinkedHashMap<>();

    void metadata(String name, String value) {
      metadata.put(name, value);
    }

    void label(String name, String value) {
      labels.put(name, value);
    }

    void image(String reference) {
      images.add(reference);
    }

    void datum(String name, String value) {
      data.put(name, value);
    }

    Item build() {
      return new Item(
          metadata.getOrDefault("namespace", ""),
          metadata.getOrDefault("name", ""),
          metadata.getOrDefault("uid", ""),
          labels,
          images,
          data);
    }
  }
}
