package ink.ml.dp.builder.packs;

import ink.ml.dp.buildkit.Frontend;
import ink.ml.dp.buildkit.LocalSource;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.RelativePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Builds the repository's own Dockerfile. */
record DockerfilePack() implements Pack {
  private static final int LONGEST_READ = 1 << 20;

  @Override
  public BuildPlan plan(BuildContext context) {
    Path root = SourcePaths.directory(context.tree(), context.rootDirectory(), "root_directory");
    RelativePath dockerfile = context.build().dockerfilePath();
    if (dockerfile.isRoot() || !SourcePaths.hasFile(root, dockerfile)) {
      throw missing(root, context, dockerfile);
    }
    LocalSource source = LocalSource.directory(root, context.ledger());
    return new BuildPlan(
        Frontend.dockerfile(dockerfile.value()),
        Map.of("context", source, "dockerfile", source),
        List.of(),
        readsSecrets(root.resolve(dockerfile.value())),
        List.of());
  }

  /** Only a step that mounts a secret can see one. What cannot be read here is taken to do so. */
  private static boolean readsSecrets(Path dockerfile) {
    try {
      if (!Files.isRegularFile(dockerfile, LinkOption.NOFOLLOW_LINKS)
          || Files.size(dockerfile) > LONGEST_READ) {
        return true;
      }
      // Not by a parser of our own: another syntax may be in use, and the word must be there.
      return new String(Files.readAllBytes(dockerfile), StandardCharsets.ISO_8859_1)
          .toLowerCase(Locale.ROOT)
          .contains("secret");
    } catch (IOException _) {
      return true;
    }
  }

  private static DeployException missing(Path root, BuildContext context, RelativePath dockerfile) {
    String where =
        context.rootDirectory().isRoot()
            ? "the repository's root"
            : "'" + context.rootDirectory() + "'";
    return new DeployException(
        FailureCode.DOCKERFILE_NOT_FOUND,
        "find the Dockerfile '" + dockerfile + "' in " + where,
        "it is not there; " + found(root));
  }

  private static String found(Path root) {
    try (Stream<Path> files = Files.list(root)) {
      String names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.toLowerCase(Locale.ROOT).contains("dockerfile"))
              .sorted()
              .limit(5)
              .collect(Collectors.joining("', '"));
      return names.isEmpty() ? "no file there is named like one" : "there is '" + names + "'";
    } catch (IOException _) {
      return "and the directory cannot be listed";
    }
  }
}
