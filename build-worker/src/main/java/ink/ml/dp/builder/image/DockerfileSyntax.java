package ink.ml.dp.builder.image;

import ink.ml.dp.buildkit.Frontend;
import ink.ml.dp.buildkit.LocalSource;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The image that a Dockerfile wants to be read by. None but the listed ones, and for those the
 * platform's own answers. What is overlooked here does no harm: the solve says what is run, and
 * this line never does.
 */
public final class DockerfileSyntax {
  private static final Pattern DIRECTIVE =
      Pattern.compile("^(?:#|//)\\s*([A-Za-z][A-Za-z0-9-]*)\\s*=\\s*(.+?)\\s*$");
  private static final Pattern JSON = Pattern.compile("^\\{.*?\"syntax\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern LISTED =
      Pattern.compile(
          "(docker\\.io/|index\\.docker\\.io/)?docker/dockerfile(-upstream)?(:[\\w.-]+)?(@sha256:[0-9a-f]{64})?");
  private static final int LONGEST_READ = 1 << 20;

  private DockerfileSyntax() {}

  /**
   * Whether the Dockerfile of a plan names one.
   *
   * @throws DeployException {@code BUILD_POLICY_DENIED} for one that is not listed
   */
  public static boolean isAsked(Frontend frontend, Optional<LocalSource> source) {
    if (!(frontend instanceof Frontend.Dockerfile dockerfile)
        || !(source.orElse(null) instanceof LocalSource.Directory directory)) {
      return false;
    }
    Optional<String> syntax = of(read(directory.root().resolve(dockerfile.filename())));
    syntax
        .filter(name -> !LISTED.matcher(name).matches())
        .ifPresent(
            name -> {
              throw new Action("follow the Dockerfile's line '# syntax=" + shortened(name) + "'")
                  .failed(
                      FailureCode.BUILD_POLICY_DENIED,
                      "only docker/dockerfile, in any version, and docker/dockerfile-upstream may read"
                          + " Dockerfiles here");
            });
    return syntax.isPresent();
  }

  /** As the daemon finds it: in the comments before everything else. */
  static Optional<String> of(String dockerfile) {
    for (String line : dockerfile.lines().toList()) {
      Matcher directive = DIRECTIVE.matcher(line.strip());
      if (directive.matches()) {
        if (directive.group(1).toLowerCase(Locale.ROOT).equals("syntax")) {
          return Optional.of(directive.group(2).split("\\s+", 2)[0]);
        }
      } else if (!line.startsWith("#!")) {
        Matcher json = JSON.matcher(dockerfile.strip().replace('\n', ' '));
        return json.find() ? Optional.of(json.group(1)) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static String read(Path file) {
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || Files.size(file) > LONGEST_READ) {
        return "";
      }
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      return text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text;
    } catch (IOException _) {
      return "";
    }
  }

  private static String shortened(String name) {
    return name.length() <= 100 ? name : name.substring(0, 100) + "…";
  }
}
