package ink.ml.dp.registrygc.testing;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.store.ManifestReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pulls from a store's directories as the registry and a client do together: links are followed,
 * symbolic ones too, and what does not have its digest is not taken.
 */
public record DiskPuller(Path root) {
  private static final Pattern DESCRIPTOR = Pattern.compile("\"digest\":\"(sha256:[0-9a-f]{64})\"");

  /** Whether a tag or a digest can be pulled with everything it needs. */
  public boolean pulls(String repository, String reference) {
    if (reference.startsWith("sha256:")) {
      return manifest(repository, reference);
    }
    return text(repositories(repository).resolve("_manifests/tags/" + reference + "/current/link"))
        .filter(digest -> manifest(repository, digest))
        .isPresent();
  }

  private boolean manifest(String repository, String digest) {
    Path revisions = repositories(repository).resolve("_manifests/revisions/sha256");
    Optional<String> manifest = linked(revisions, digest);
    if (manifest.isEmpty()) {
      return false;
    }
    boolean index = manifest.get().contains("\"manifests\"");
    Matcher matcher = DESCRIPTOR.matcher(manifest.get());
    boolean whole = true;
    while (matcher.find()) {
      String part = matcher.group(1);
      whole &=
          index
              ? manifest(repository, part)
              : linked(repositories(repository).resolve("_layers/sha256"), part).isPresent();
    }
    return whole;
  }

  private Optional<String> linked(Path links, String digest) {
    if (Digest.parse(digest).isEmpty()) {
      return Optional.empty(); // garbage, in which there may be what no path can have
    }
    return text(links.resolve(digest.substring(7) + "/link"))
        .filter(digest::equals)
        .flatMap(same -> blob(digest));
  }

  private Optional<String> blob(String digest) {
    String hex = digest.substring(7);
    return text(root.resolve(
            "docker/registry/v2/blobs/sha256/" + hex.substring(0, 2) + "/" + hex + "/data"))
        .filter(content -> digest.equals(digest(content)));
  }

  private static String digest(String content) {
    byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
    return Digest.ofBytes(ManifestReader.sha256().digest(bytes)).toString();
  }

  private Path repositories(String repository) {
    return root.resolve("docker/registry/v2/repositories/" + repository);
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
