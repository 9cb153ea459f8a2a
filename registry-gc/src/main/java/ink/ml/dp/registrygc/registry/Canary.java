package ink.ml.dp.registrygc.registry;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.guard.GuardException;
import ink.ml.dp.registrygc.store.ManifestReader;
import ink.ml.dp.registrygc.store.StoreException;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A tiny image that is pushed by API and damaged on the disk. It proves three things at once: the
 * registry writes to this very directory; it answers; and what is gone from the disk is gone for
 * the registry too, which it is not while a descriptor cache remembers blobs (distribution's issue
 * 1803 and its successors: pushes then succeed and cannot be pulled). Where another process serves
 * the same files to those who pull, all of that holds for it as well.
 */
final class Canary {
  private static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
  private static final String CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
  private static final Action TRIED = new Action("prove that the registry serves this store");

  private static final Optional<String> NO_TOKEN = Optional.empty();

  private final URI api;
  private final Optional<URI> reader;
  private final StoreLayout layout;
  private final CanaryRepository repository;
  private final byte[] config;
  private final byte[] manifest;
  private final Digest configDigest;
  private final Digest manifestDigest;
  private final Optional<String> token;

  Canary(URI registry, Optional<URI> reader, RegistryTokens tokens, StoreLayout layout, Disk disk) {
    this.token = tokens.of(CanaryRepository.NAME);
    this.api = CanaryRepository.in(registry);
    this.reader = reader.map(CanaryRepository::in);
    this.layout = layout;
    this.repository = new CanaryRepository(layout, disk);
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
      repository.clear();
      push();
      requireOnDisk();
      requireStatus(new Action("find the canary"), head(), 200);
      requireReadable();
      Files.delete(layout.blob(configDigest));
      requireForgotten();
    } catch (IOException e) {
      throw new GuardException(TRIED, "it does not answer: " + e, e);
    } catch (StoreException e) {
      throw new GuardException(TRIED, String.valueOf(e.getMessage()), e);
    } finally {
      repository.remove(List.of(manifestDigest, configDigest));
    }
  }

  private void push() throws IOException {
    HttpExchange begun =
        HttpExchange.send("POST", api.resolve("blobs/uploads/"), new byte[0], "", token);
    requireStatus(new Action("begin to push the canary"), begun, 202);
    String location =
        begun.location().orElseThrow(() -> new IOException("it names no place for the upload"));
    URI upload =
        api.resolve(location + (location.contains("?") ? "&" : "?") + "digest=" + configDigest);
    requireStatus(
        new Action("push the canary"),
        HttpExchange.send("PUT", upload, config, "application/octet-stream", token),
        201);
    requireStatus(new Action("push the canary's manifest"), putManifest(), 201);
  }

  private HttpExchange putManifest() throws IOException {
    return HttpExchange.send(
        "PUT", api.resolve("manifests/canary"), manifest, MANIFEST_TYPE, token);
  }

  private HttpExchange head() throws IOException {
    return head(api, token);
  }

  private HttpExchange head(URI registry, Optional<String> bearer) throws IOException {
    return HttpExchange.send("HEAD", registry.resolve("blobs/" + configDigest), bearer);
  }

  private void requireReadable() throws IOException {
    if (reader.isPresent() && head(reader.get(), NO_TOKEN).status() != 200) {
      throw new GuardException(
          TRIED,
          "what was pushed to "
              + api.getAuthority()
              + " cannot be pulled from "
              + reader.get().getAuthority());
    }
  }

  private void requireOnDisk() throws IOException {
    Path blob = layout.blob(configDigest);
    boolean there = Files.exists(blob) && Arrays.equals(Files.readAllBytes(blob), config);
    if (!there || !Files.exists(layout.revision(CanaryRepository.NAME, manifestDigest))) {
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
    if (reader.isPresent() && head(reader.get(), NO_TOKEN).status() != 404) {
      throw new GuardException(
          TRIED,
          reader.get().getAuthority()
              + " remembers blobs that are gone: its descriptor cache must be off");
    }
  }

  private static void requireStatus(Action tried, HttpExchange answer, int status) {
    if (answer.status() != status) {
      throw new GuardException(
          tried, "the registry answered " + answer.status() + " instead of " + status);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Digest digest(byte[] bytes) {
    return Digest.ofBytes(ManifestReader.sha256().digest(bytes));
  }
}
