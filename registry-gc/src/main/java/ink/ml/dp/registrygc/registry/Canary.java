package ink.ml.dp.registrygc.registry;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.disk.Trees;
import ink.ml.dp.registrygc.guard.GuardException;
import ink.ml.dp.registrygc.policy.RepositoryKind;
import ink.ml.dp.registrygc.store.ManifestReader;
import ink.ml.dp.registrygc.store.StoreException;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;

/**
 * A tiny image that is pushed by API and damaged on the disk. It proves three things at once: the
 * registry writes to this very directory; it answers; and what is gone from the disk is gone for
 * the registry too, which it is not while a descriptor cache remembers blobs (distribution's issue
 * 1803 and its successors: pushes then succeed and cannot be pulled).
 */
final class Canary {
  private static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
  private static final String CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
  private static final String TRIED = "prove that the registry serves this store";

  private final URI api;
  private final StoreLayout layout;
  private final Disk disk;
  private final byte[] config;
  private final byte[] manifest;
  private final Digest configDigest;
  private final Digest manifestDigest;

  Canary(URI registry, StoreLayout layout, Disk disk) {
    this.api = registry.resolve("/v2/" + RepositoryKind.CANARY + "/");
    this.layout = layout;
    this.disk = disk;
    config = bytes("{\"canary\":\"" + UUID.randomUUID() + "\"}");
    configDigest = digest(config);
    manifest =
        bytes(
            "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d},\"layers\":[]}"
                .formatted(MANIFEST_TYPE, CONFIG_TYPE, configDigest, config.length));
    manifestDigest = digest(manifest);
  }

  void prove() {
    try {
      // Of an earlier run that ended in the middle.
      Trees.remove(disk, layout.repository(RepositoryKind.CANARY));
      push();
      requireOnDisk();
      requireStatus("find the canary", head(), 200);
      Files.delete(layout.blob(configDigest));
      requireForgotten();
    } catch (IOException e) {
      throw new GuardException(TRIED, "it does not answer: " + e, e);
    } catch (StoreException e) {
      throw new GuardException(TRIED, String.valueOf(e.getMessage()), e);
    } finally {
      cleanUp();
    }
  }

  private void push() throws IOException {
    HttpExchange begun = HttpExchange.send("POST", api.resolve("blobs/uploads/"), new byte[0], "");
    requireStatus("begin to push the canary", begun, 202);
    String location =
        begun.location().orElseThrow(() -> new IOException("it names no place for the upload"));
    URI upload =
        api.resolve(location + (location.contains("?") ? "&" : "?") + "digest=" + configDigest);
    requireStatus(
        "push the canary",
        HttpExchange.send("PUT", upload, config, "application/octet-stream"),
        201);
    requireStatus("push the canary's manifest", putManifest(), 201);
  }

  private HttpExchange putManifest() throws IOException {
    return HttpExchange.send("PUT", api.resolve("manifests/canary"), manifest, MANIFEST_TYPE);
  }

  private HttpExchange head() throws IOException {
    return HttpExchange.send("HEAD", api.resolve("blobs/" + configDigest));
  }

  private void requireOnDisk() throws IOException {
    Path blob = layout.blob(configDigest);
    boolean there = Files.exists(blob) && Arrays.equals(Files.readAllBytes(blob), config);
    if (!there || !Files.exists(layout.revision(RepositoryKind.CANARY, manifestDigest))) {
      throw new GuardException(
          TRIED,
          "what was pushed to " + api.getAuthority() + " did not appear below " + layout.root());
    }
  }

  private void requireForgotten() throws IOException {
    int blob = head().status();
    int push = putManifest().status();
    if (blob != 404 || push < 400 || push >= 500) {
      throw new GuardException(
          TRIED,
          "it remembers blobs that are gone (it answered "
              + blob
              + " for one, and "
              + push
              + " to a push that needs it): its descriptor cache must be off");
    }
  }

  private static void requireStatus(String tried, HttpExchange answer, int status) {
    if (answer.status() != status) {
      throw new GuardException(
          tried, "the registry answered " + answer.status() + " instead of " + status);
    }
  }

  /** Top down, as everything here; nobody else has these random bytes. */
  private void cleanUp() {
    Path repository = layout.repository(RepositoryKind.CANARY);
    Trees.remove(disk, repository);
    Path parent = repository.getParent();
    if (parent != null) {
      Trees.removeIfEmpty(disk, parent);
    }
    Trees.remove(disk, layout.blobDirectory(manifestDigest));
    Trees.remove(disk, layout.blobDirectory(configDigest));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Digest digest(byte[] bytes) {
    return Digest.ofBytes(ManifestReader.sha256().digest(bytes));
  }
}
