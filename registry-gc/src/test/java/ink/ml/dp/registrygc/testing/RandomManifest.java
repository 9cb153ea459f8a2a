package ink.ml.dp.registrygc.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A manifest as no tool writes it and a tenant may: the registry reads JSON as Go does, which takes
 * any spelling of a key, the last of several, and fields that it does not know. One of eight has in
 * addition something that the registry may refuse; where it takes that too, so must we.
 */
public final class RandomManifest {
  public static final String IMAGE = "application/vnd.oci.image.manifest.v1+json";
  public static final String INDEX = "application/vnd.oci.image.index.v1+json";

  /** As deep as Go reads, less what stands around it. */
  private static final int DEEP = 9_900;

  private final Random random;
  private final List<String> digests;
  private final Set<String> named = new LinkedHashSet<>();
  private final String text;
  private final boolean index;

  /**
   * Makes one.
   *
   * @param digests what it may name: for an index manifests, otherwise blobs
   */
  public RandomManifest(Random random, List<String> digests, boolean index) {
    this.random = random;
    this.digests = List.copyOf(digests);
    this.index = index;
    this.text = document();
  }

  public String text() {
    return text;
  }

  /** Its Content-Type. */
  public String type() {
    return index ? INDEX : IMAGE;
  }

  /** Every digest that some reader of it may come to. */
  public Set<String> named() {
    return Collections.unmodifiableSet(named);
  }

  private String document() {
    List<String> fields = new ArrayList<>();
    fields.add(field("schemaVersion", "2"));
    if (random.nextInt(8) > 0) {
      fields.add(field("mediaType", quote(type())));
    }
    if (index) {
      fields.add(field("manifests", descriptors(IMAGE)));
    } else {
      fields.add(field("config", descriptor("application/vnd.oci.image.config.v1+json")));
      fields.add(field("layers", descriptors("application/vnd.oci.image.layer.v1.tar+gzip")));
    }
    switch (random.nextInt(10)) {
      case 0 -> fields.add(field("annotations", "{\"digest\":\"sha256:" + "0".repeat(64) + "\"}"));
      case 1 -> fields.add(field("x", descriptor("text/plain")));
      case 2 -> fields.add(field("layers", index ? "null" : descriptors("text/plain")));
      case 3 -> fields.add(field("config", index ? "{}" : descriptor("text/plain")));
      case 4 -> fields.add(field("deep", "[".repeat(DEEP) + "]".repeat(DEEP)));
      case 5 -> fields.add(field("subject", "null"));
      case 6 -> fields.add(field("artifactType", quote("a/b")));
      default -> {}
    }
    return random.nextInt(8) == 0 ? spoilt(fields) : object(fields);
  }

  /** With something that is wrong by the specification. */
  private String spoilt(List<String> fields) {
    return switch (random.nextInt(10)) {
      case 0 -> add(fields, index ? "manifests" : "layers", "[" + strange("a".repeat(64)) + "]");
      case 1 -> add(fields, index ? "manifests" : "layers", "[" + strange("A".repeat(64)) + "]");
      case 2 -> add(fields, "schemaVersion", random.nextBoolean() ? "1" : "\"2\"");
      case 3 -> add(fields, "mediaType", quote(index ? IMAGE : INDEX));
      case 4 -> add(fields, "deeper", "[".repeat(2 * DEEP) + "]".repeat(2 * DEEP));
      case 5 -> add(fields, index ? "layers" : "manifests", descriptors(IMAGE));
      case 6 -> add(fields, "config", "[" + descriptor("text/plain") + "]");
      case 7 -> add(fields, "annotations", "{\"a\":1}");
      case 8 -> object(fields) + " {}";
      default -> object(fields).substring(1);
    };
  }

  private String add(List<String> fields, String key, String value) {
    fields.add(field(key, value));
    return object(fields);
  }

  /** A descriptor of what is not there. */
  private static String strange(String hex) {
    return "{\"mediaType\":\"text/plain\",\"digest\":\"sha256:" + hex + "\",\"size\":7}";
  }

  private String descriptors(String type) {
    List<String> all = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      all.add(descriptor(type));
    }
    return "[" + String.join(random.nextBoolean() ? "," : " ,\n", all) + "]";
  }

  private String descriptor(String type) {
    List<String> fields = new ArrayList<>();
    fields.add(field("mediaType", quote(random.nextInt(6) == 0 ? "application/x.y" : type)));
    fields.add(field("digest", quote(digest())));
    fields.add(field("size", size()));
    switch (random.nextInt(12)) {
      case 0 -> fields.add(field("digest", quote(digest())));
      case 1 -> fields.add(field("size", size()));
      case 2 -> fields.add(field("digest", "null"));
      case 3 -> fields.add(field("annotations", "{\"a\":\"b\"}"));
      case 4 -> fields.add(field("y", "[{\"z\":[1.5e3,true,null,\"\\ud83d\\ude00\"]}]"));
      default -> {}
    }
    return object(fields);
  }

  private String digest() {
    String digest = digests.get(random.nextInt(digests.size()));
    named.add(digest);
    return digest;
  }

  private String size() {
    return switch (random.nextInt(8)) {
      case 0 -> "0";
      case 1 -> "9223372036854775807";
      case 2 -> "-1";
      default -> "7";
    };
  }

  private String object(List<String> fields) {
    if (random.nextInt(3) == 0) {
      Collections.shuffle(fields, random);
    }
    return "{" + String.join(",", fields) + "}";
  }

  private String field(String key, String value) {
    return quote(random.nextInt(6) == 0 ? spelt(key) : key) + ":" + value;
  }

  /** Another spelling that Go takes for the same: case, a letter that folds to it, an escape. */
  private String spelt(String key) {
    return switch (random.nextInt(4)) {
      case 0 -> key.toUpperCase(java.util.Locale.ROOT);
      case 1 -> Character.toUpperCase(key.charAt(0)) + key.substring(1);
      case 2 -> key.replace('s', '\u017f');
      default -> "\\u%04x%s".formatted((int) key.charAt(0), key.substring(1));
    };
  }

  private static String quote(String text) {
    return '"' + text + '"';
  }
}
