package ink.ml.dp.builder.packs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ink.ml.dp.buildkit.Frontend;
import ink.ml.dp.buildkit.LocalSource;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.RelativePath;
import ink.ml.dp.model.request.BuildPack;
import ink.ml.dp.model.request.BuildSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackTest {
  @TempDir private Path tree;

  @Test
  void buildsTheDockerfileInItsDirectory() throws IOException {
    write("app/docker/Dockerfile", "FROM scratch");
    BuildPlan plan = plan(BuildPack.DOCKERFILE, "app", "docker/Dockerfile", "");
    assertThat(plan.frontend()).isEqualTo(Frontend.dockerfile("docker/Dockerfile"));
    assertThat(plan.locals().get("context"))
        .isEqualTo(LocalSource.directory(tree.resolve("app"), ledger()));
    assertThat(plan.readsSecrets()).isFalse();
  }

  @Test
  void seesThatSecretsAreRead() throws IOException {
    write("Dockerfile", "FROM scratch\nRUN --mount=type=SECRET,id=x true");
    assertThat(plan(BuildPack.DOCKERFILE, "", "Dockerfile", "").readsSecrets()).isTrue();
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    write("api/Dockerfile.prod", "");
    assertThat(refusal(BuildPack.DOCKERFILE, "api", "Dockerfile", ""))
        .satisfies(
            e -> {
              assertThat(e.code()).isEqualTo(FailureCode.DOCKERFILE_NOT_FOUND);
              assertThat(e.sentence()).contains("'Dockerfile'", "'api'", "'Dockerfile.prod'");
            });
    assertThat(refusal(BuildPack.DOCKERFILE, "web", "Dockerfile", "").code())
        .isEqualTo(FailureCode.PATH_NOT_FOUND);
    assertThat(refusal(BuildPack.STATIC, "", "Dockerfile", "dist").code())
        .isEqualTo(FailureCode.PATH_NOT_FOUND);
    assertThat(refusal(BuildPack.STATIC, "", "Dockerfile", "api/Dockerfile.prod").code())
        .isEqualTo(FailureCode.PATH_NOT_FOUND);
    assertThat(refusal(BuildPack.RAILPACK, "", "Dockerfile", "").code())
        .isEqualTo(FailureCode.RAILPACK_UNAVAILABLE);
  }

  @Test
  void doesNotFollowLinksOutOfTheCheckout() throws IOException {
    Files.createSymbolicLink(tree.resolve("out"), Path.of("/etc"));
    assertThat(refusal(BuildPack.STATIC, "", "Dockerfile", "out").sentence())
        .contains("symbolic link");
    assertThat(refusal(BuildPack.DOCKERFILE, "out", "passwd", "").code())
        .isEqualTo(FailureCode.PATH_NOT_FOUND);
  }

  @Test
  void servesADirectoryWithoutItsHiddenFiles() throws IOException {
    write("dist/index.html", "hello");
    BuildPlan plan = plan(BuildPack.STATIC, "", "Dockerfile", "dist");
    assertThat(plan.locals().get("context"))
        .isEqualTo(LocalSource.directory(tree.resolve("dist"), ledger()));
    LocalSource.Files own =
        (LocalSource.Files) Objects.requireNonNull(plan.locals().get("dockerfile"));
    assertThat(text(own, "Dockerfile"))
        .startsWith("FROM docker.io/library/caddy:2 ")
        .contains("USER 1000:1000")
        .contains(":{$PORT:3000}");
    assertThat(text(own, "Dockerfile.dockerignore")).startsWith("**/.*\n");
  }

  private static String text(LocalSource.Files files, String name) {
    byte[] content = files.files().get(name);
    assertThat(content).isNotNull();
    return new String(content, StandardCharsets.UTF_8);
  }

  private BuildPlan plan(BuildPack pack, String root, String dockerfile, String publish) {
    BuildSpec build =
        new BuildSpec(
            pack,
            new RelativePath(root),
            new RelativePath(dockerfile),
            new RelativePath(publish),
            Optional.empty(),
            false);
    return Pack.of(pack, "docker.io/library/caddy:2").plan(new BuildContext(tree, ledger(), build));
  }

  private DeployException refusal(BuildPack pack, String root, String dockerfile, String publish) {
    DeployException refusal =
        catchThrowableOfType(DeployException.class, () -> plan(pack, root, dockerfile, publish));
    assertThat(refusal).as("the plan must be refused").isNotNull();
    return refusal;
  }

  private Path ledger() {
    return tree.resolveSibling("ledger");
  }

  private void write(String path, String content) throws IOException {
    Path file = tree.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
