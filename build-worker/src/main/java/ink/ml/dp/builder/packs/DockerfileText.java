package ink.ml.dp.builder.packs;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.RelativePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What can be said of a Dockerfile without understanding it. Not by a parser of our own: another
 * syntax may be in use.
 *
 * @param readsSecrets whether a step may mount a secret; what cannot be read here is taken to do so
 */
record DockerfileText(boolean readsSecrets) {
  private static final int LONGEST_READ = 1 << 20;

  /**
   * @param path for messages
   * @throws DeployException {@code DOCKERFILE_INVALID} for a file in which no builder could find an
   *     instruction, because what the builder says of it cannot be read
   */
  static DockerfileText read(Path file, RelativePath path) {
    byte[] bytes;
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || Files.size(file) > LONGEST_READ) {
        return new DockerfileText(true);
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException _) {
      return new DockerfileText(true);
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (text.startsWith("\u00ff\u00fe") || text.startsWith("\u00fe\u00ff")) {
      throw invalid(path, "it is in UTF-16; save it as UTF-8");
    }
    if (text.indexOf('\0') >= 0) {
      throw invalid(path, "it holds bytes that are no text; save it as UTF-8");
    }
    if ((text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text).isBlank()) {
      throw invalid(path, "it is empty");
    }
    return new DockerfileText(text.toLowerCase(Locale.ROOT).contains("secret"));
  }

  private static DeployException invalid(RelativePath path, String because) {
    return new Action("read the Dockerfile '" + path + "'")
        .failed(FailureCode.DOCKERFILE_INVALID, because);
  }
}
