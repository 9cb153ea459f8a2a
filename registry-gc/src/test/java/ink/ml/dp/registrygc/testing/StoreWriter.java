package ink.ml.dp.registrygc.testing;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.store.ManifestReader;
import ink.ml.dp.registrygc.store.StoreLayout;
import ink.ml.dp.registrygc.testing.Model.Blob;
import ink.ml.dp.registrygc.testing.Model.Content;
import ink.ml.dp.registrygc.testing.Model.Tag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes a store as distribution lays it out, with the times that one likes. Paths are spelt out
 * here once more, so that a mistake in the layout under test does not hide itself.
 */
public final class StoreWriter {
  private static final String IMAGE = "application/vnd.oci.image.manifest.v1+json";
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";

  private final Path data;
  private final Model model = new Model();

  public StoreWriter(Path root) {
    this.data = root.resolve("docker/registry/v2");
    try {
      Files.createDirectories(data.resolve("blobs/sha256"));
      Files.createDirectories(data.resolve("repositories"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Model model() {
    return model;
  }

  /** Writes a blob, and nothing that refers to it. */
  public String blob(String content, Instant at) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    String digest = Digest.ofBytes(ManifestReader.sha256().digest(bytes)).toString();
    String hex = digest.substring(7);
    write(data.resolve("blobs/sha256/" + hex.substring(0, 2) + "/" + hex + "/data"), bytes, at);
    model.blobs.put(digest, new Blob(bytes.length, at));
    return digest;
  }

  /** Lets a repository hand out a blob. */
  public void layer(String repository, String digest, Instant at) {
    link(repository, "_layers/sha256/" + digest.substring(7) + "/link", digest, at);
    model.repository(repository).layers.put(digest, at);
  }

  /** An image with its configuration and layers, linked and pushed by digest. */
  public String image(
      String repository, String config, List<String> layers, Optional<String> subject, Instant at) {
    layer(repository, config, at);
    layers.forEach(layer -> layer(repository, layer, at));
    StringBuilder json = new StringBuilder("{\"schemaVersion\":2,\"mediaType\":\"" + IMAGE + "\"");
    json.append(",\"config\":")
        .append(descriptor(config, "application/vnd.oci.image.config.v1+json"));
    json.append(",\"layers\":[");
    json.append(
        String.join(
            ",",
            layers.stream()
                .map(layer -> descriptor(layer, "application/vnd.oci.image.layer.v1.tar+gzip"))
                .toList()));
    json.append("]");
    subject.ifPresent(s -> json.append(",\"subject\":").append(descriptor(s, IMAGE)));
    json.append("}");
    List<String> references = new ArrayList<>(layers);
    references.add(config);
    return manifest(repository, json.toString(), references, subject.orElse(null), at);
  }

  /** An index of manifests. */
  public String index(String repository, List<String> children, Instant at) {
    String json =
        "{\"schemaVersion\":2,\"mediaType\":\""
            + INDEX
            + "\",\"manifests\":["
            + String.join(",", children.stream().map(c -> descriptor(c, IMAGE)).toList())
            + "]}";
    return manifest(repository, json, children, null, at);
  }

  /** A manifest with any content. */
  public String manifest(
      String repository,
      String json,
      List<String> references,
      @Nullable String subject,
      Instant at) {
    String digest = blob(json, at);
    revision(repository, digest, at);
    model.manifests.put(digest, new Content(references, subject));
    return digest;
  }

  /** Lets a manifest exist in a repository. */
  public void revision(String repository, String digest, Instant at) {
    link(repository, "_manifests/revisions/sha256/" + digest.substring(7) + "/link", digest, at);
    model.repository(repository).revisions.put(digest, at);
  }

  /** Points a tag to a digest, as a push does. */
  public void tag(String repository, String tag, String digest, Instant at) {
    String directory = "_manifests/tags/" + tag;
    link(repository, directory + "/index/sha256/" + digest.substring(7) + "/link", digest, at);
    link(repository, directory + "/current/link", digest, at);
    Tag before = model.repository(repository).tags.get(tag);
    Map<String, Instant> history = before == null ? new HashMap<>() : before.history();
    history.put(digest, at);
    model.repository(repository).tags.put(tag, new Tag(digest, at, history));
  }

  /** An upload that was begun. */
  public void upload(String repository, String id, boolean startedAt, Instant at) {
    Path upload = data.resolve("repositories/" + repository + "/_uploads/" + id);
    write(upload.resolve("data"), new byte[100], at);
    if (startedAt) {
      write(upload.resolve("startedat"), at.toString().getBytes(StandardCharsets.UTF_8), at);
    }
    setTime(upload, at);
    model.repository(repository).uploads.put(id, at);
  }

  /** Overwrites a manifest's bytes, as a broken disk does. */
  public void damage(String repository, String digest) {
    Path file = blobFile(digest);
    try {
      FileTime time = Files.getLastModifiedTime(file);
      Files.writeString(file, "{\"schemaVersion\":2,\"lay");
      Files.setLastModifiedTime(file, time);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    model.repositories.values().stream()
        .filter(r -> r.revisions.containsKey(digest))
        .forEach(r -> r.damaged = true);
    model.repository(repository).damaged = true;
    model.unreadable.add(digest);
  }

  /** A blob's file. */
  public Path blobFile(String digest) {
    String hex = digest.substring(7);
    return data.resolve("blobs/sha256/" + hex.substring(0, 2) + "/" + hex + "/data");
  }

  /** The layout of the store, for the code under test. */
  public StoreLayout layout() {
    Path root = data.resolve("../../..").normalize();
    return new StoreLayout(root);
  }

  private String descriptor(String digest, String type) {
    Blob blob = model.blobs.get(digest);
    long size = blob == null ? 1 : blob.size();
    return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest + "\",\"size\":" + size + "}";
  }

  private void link(String repository, String path, String digest, Instant at) {
    write(
        data.resolve("repositories/" + repository + "/" + path),
        digest.getBytes(StandardCharsets.UTF_8),
        at);
  }

  private static void write(Path file, byte[] bytes, Instant at) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    setTime(file, at);
  }

  private static void setTime(Path path, Instant at) {
    try {
      Files.setLastModifiedTime(path, FileTime.from(at));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
