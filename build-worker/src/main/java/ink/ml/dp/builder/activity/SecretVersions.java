package ink.ml.dp.builder.activity;

import ink.ml.dp.model.name.EnvironmentVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers with which version of its secrets an app was last built here. BuildKit leaves secrets'
 * values out of its cache keys, so steps that saw older ones must not be taken from the cache; a
 * builder that does not remember builds all anew.
 */
final class SecretVersions {
  private static final Logger LOG = LoggerFactory.getLogger(SecretVersions.class);

  private final Path file;

  SecretVersions(Path memory) {
    file = memory.resolve("environment-version");
  }

  boolean isLast(EnvironmentVersion version) {
    try {
      return Files.exists(file) && Files.readString(file).strip().equals(version.value());
    } catch (IOException _) {
      return false;
    }
  }

  void remember(EnvironmentVersion version) {
    try {
      Files.createDirectories(file.getParent());
      Path draft = Files.createTempFile(file.getParent(), "environment-version", ".new");
      Files.writeString(draft, version.value());
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // The next build runs all steps again, which is right if slow.
      LOG.warn("could not remember the environment's version: {}", e.getMessage());
    }
  }
}
