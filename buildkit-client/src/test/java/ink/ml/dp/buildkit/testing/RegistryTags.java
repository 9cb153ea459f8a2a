package ink.ml.dp.buildkit.testing;

import ink.ml.dp.model.name.ImageReference;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * When tags were pushed: the times of their files in the registry, read and set through {@code
 * docker cp}, because the registry's image has no other programs.
 */
public final class RegistryTags {
  private static final String REPOSITORIES = "/var/lib/registry/docker/registry/v2/repositories/";

  private final String container;

  RegistryTags(String container) {
    this.container = container;
  }

  /** In whole seconds. */
  public Instant pushed(String image) {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(copied(image))) {
      return tar.getNextEntry().getLastModifiedDate().toInstant();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void backdate(String image, Instant time) {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (TarArchiveInputStream current = new TarArchiveInputStream(copied(image));
        TarArchiveOutputStream tar = new TarArchiveOutputStream(archive)) {
      TarArchiveEntry entry = current.getNextEntry();
      entry.setLastModifiedTime(FileTime.from(time));
      tar.putArchiveEntry(entry);
      tar.write(current.readAllBytes());
      tar.closeArchiveEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    docker(archive.toByteArray(), "docker", "cp", "-", container + ":" + directory(image));
  }

  private ByteArrayInputStream copied(String image) {
    String link = container + ":" + directory(image) + "/link";
    return new ByteArrayInputStream(docker(new byte[0], "docker", "cp", link, "-"));
  }

  private static String directory(String image) {
    ImageReference reference = new ImageReference(image);
    return REPOSITORIES
        + reference.repository().path()
        + "/_manifests/tags/"
        + reference.tag().orElseThrow()
        + "/current";
  }

  private static byte[] docker(byte[] input, String... command) {
    try {
      Process process = new ProcessBuilder(List.of(command)).start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input);
      }
      byte[] output = process.getInputStream().readAllBytes();
      if (process.waitFor() != 0) {
        throw new AssertionError(
            new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
