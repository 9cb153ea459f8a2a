package ink.ml.dp.builder.packs;

import ink.ml.dp.buildkit.Frontend;
import ink.ml.dp.buildkit.LocalSource;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.BuildStage;
import ink.ml.dp.model.name.RelativePath;
import ink.ml.dp.model.request.BuildSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Builds the repository's own Dockerfile. Where the request says nothing else, that is what {@code
 * docker build} and {@code podman build} would take: the name in lower case, or a Containerfile.
 */
record DockerfilePack() implements Pack {
  private static final List<String> OTHER_NAMES =
      List.of("dockerfile", "Containerfile", "containerfile");

  @Override
  public BuildPlan plan(BuildContext context) {
    Path root = SourcePaths.directory(context.tree(), context.rootDirectory(), "root_directory");
    RelativePath asked = context.build().dockerfilePath();
    RelativePath found =
        names(asked)
            .filter(name -> SourcePaths.hasFile(root, name))
            .findFirst()
            .orElseThrow(() -> missing(root, context, asked));
    DockerfileText text = DockerfileText.read(root.resolve(found.value()), found);
    LocalSource source = LocalSource.directory(root, context.ledger());
    return new BuildPlan(
        new Frontend.Dockerfile(
            found.value(), context.build().dockerfileTarget().map(BuildStage::value)),
        Map.of("context", source, "dockerfile", source),
        List.of(),
        text.readsSecrets(),
        true,
        found.equals(asked)
            ? List.of()
            : List.of("building '" + found + "', because there is no '" + asked + "'"));
  }

  private static Stream<RelativePath> names(RelativePath asked) {
    if (asked.isRoot()) {
      return Stream.empty();
    }
    return asked.equals(BuildSpec.DEFAULT_DOCKERFILE)
        ? Stream.concat(Stream.of(asked), OTHER_NAMES.stream().map(RelativePath::new))
        : Stream.of(asked);
  }

  private static DeployException missing(Path root, BuildContext context, RelativePath dockerfile) {
    boolean whole = context.rootDirectory().isRoot();
    Optional<String> inside = NearbyFiles.named(root, DockerfilePack::isDockerfile);
    Optional<String> outside =
        whole || inside.isPresent()
            ? Optional.empty()
            : NearbyFiles.named(context.tree(), DockerfilePack::isDockerfile);
    String found =
        inside
            .map(names -> "there is " + names + ", which dockerfile_path can name")
            .or(
                () ->
                    outside.map(
                        names ->
                            "outside of root_directory there is " + names + " in the repository"))
            .orElse("no file there is named like one");
    return new Action(
            "find the Dockerfile '%s' in %s"
                .formatted(
                    dockerfile,
                    whole ? "the repository's root" : "'" + context.rootDirectory() + "'"))
        .failed(FailureCode.DOCKERFILE_NOT_FOUND, "it is not there; " + found);
  }

  private static boolean isDockerfile(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !lower.endsWith("ignore")
        && (lower.startsWith("dockerfile")
            || lower.startsWith("containerfile")
            || lower.endsWith(".dockerfile"));
  }
}
