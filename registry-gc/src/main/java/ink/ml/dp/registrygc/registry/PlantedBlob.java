package ink.ml.dp.registrygc.registry;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.guard.GuardException;
import ink.ml.dp.registrygc.store.ManifestReader;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What {@link Canary} is for a registry that takes no pushes: a blob that is put on the disk, and
 * must be there for the registry until it is taken from the disk.
 */
final class PlantedBlob {
  private static final Action TRIED = new Action("prove that the registry serves this store");

  private final URI api;
  private final StoreLayout layout;
  private final Disk disk;
  private final Optional<String> token;
  private final byte[] content = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
  private final Digest digest = Digest.ofBytes(ManifestReader.sha256().digest(content));

  PlantedBlob(URI registry, RegistryTokens tokens, StoreLayout layout, Disk disk) {
    this.token = tokens.of(CanaryRepository.NAME);
    this.api = CanaryRepository.in(registry);
    this.layout = layout;
    this.disk = disk;
  }

  void prove() throws IOException {
    CanaryRepository repository = new CanaryRepository(layout, disk);
    try {
      repository.clear();
      write(layout.blob(digest), content);
      write(
          layout.layer(CanaryRepository.NAME, digest),
          digest.toString().getBytes(StandardCharsets.UTF_8));
      require(200, "what was put below " + layout.root() + " did not appear there");
      disk.deleteFile(layout.blob(digest));
      require(404, "it remembers blobs that are gone: its descriptor cache must be off");
    } finally {
      repository.remove(List.of(digest));
    }
  }

  private void write(Path file, byte[] bytes) throws IOException {
    Path parent = file.getParent();
    if (parent != null) {
      disk.createDirectories(parent);
    }
    disk.write(file, bytes);
  }

  private void require(int status, String otherwise) throws IOException {
    int answer = HttpExchange.send("HEAD", api.resolve("blobs/" + digest), token).status();
    if (answer != status) {
      throw new GuardException(TRIED, otherwise + " (it answered " + answer + ")");
    }
  }
}
