package ink.ml.dp.builder.packs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ink.ml.dp.buildkit.Frontend;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.BuildStage;
import ink.ml.dp.model.name.RelativePath;
import ink.ml.dp.model.request.BuildPack;
import ink.ml.dp.model.request.BuildSpec;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which Dockerfile is built, and what is said when none can be. */
class DockerfilePackTest {
  @TempDir private Path tree;

  @ParameterizedTest
  @ValueSource(strings = {"dockerfile", "Containerfile", "containerfile"})
  void takesTheOtherNamesThatBuildersTake(String name) throws IOException {
    write(name, "FROM scratch");
    BuildPlan plan = plan("", "Dockerfile");
    assertThat(plan.frontend()).isEqualTo(Frontend.dockerfile(name));
    assertThat(plan.notes()).singleElement().asString().contains("'" + name + "'");
    write("Dockerfile", "FROM scratch");
    assertThat(plan("", "Dockerfile").frontend()).isEqualTo(Frontend.dockerfile("Dockerfile"));
    assertThat(plan("", "Dockerfile").notes()).isEmpty();
  }

  @Test
  void takesNoOtherNameThanTheOneThatWasAskedFor() throws IOException {
    write("dockerfile", "FROM scratch");
    DeployException refusal = refusal("", "Dockerfile.prod");
    assertThat(refusal.code()).isEqualTo(FailureCode.DOCKERFILE_NOT_FOUND);
    assertThat(refusal.sentence()).contains("'dockerfile'");
  }

  @Test
  void namesTheDockerfileThatIsElsewhere() throws IOException {
    write("deploy/image/Dockerfile", "FROM scratch");
    write("node_modules/left/Dockerfile", "FROM scratch");
    write("web/Dockerfile.dockerignore", "x");
    assertThat(refusal("", "Dockerfile").sentence())
        .contains("'deploy/image/Dockerfile'", "dockerfile_path")
        .doesNotContain("node_modules", "dockerignore");
    assertThat(refusal("web", "Dockerfile").sentence())
        .contains("outside of root_directory", "'deploy/image/Dockerfile'");
  }

  @Test
  void saysThatItIsEmpty() throws IOException {
    for (String nothing : new String[] {"", " \r\n\t\n", "\ufeff\n"}) {
      write("Dockerfile", nothing);
      DeployException refusal = refusal("", "Dockerfile");
      assertThat(refusal.code()).isEqualTo(FailureCode.DOCKERFILE_INVALID);
      assertThat(refusal.sentence()).contains("empty");
    }
  }

  @Test
  void saysThatItIsInAnotherEncoding() throws IOException {
    for (Charset charset : new Charset[] {StandardCharsets.UTF_16, StandardCharsets.UTF_16LE}) {
      write("Dockerfile", "FROM scratch\r\n".getBytes(charset));
      DeployException refusal = refusal("", "Dockerfile");
      assertThat(refusal.code()).isEqualTo(FailureCode.DOCKERFILE_INVALID);
      assertThat(refusal.sentence()).contains("UTF-8").doesNotContain("\0");
    }
  }

  @Test
  void leavesLinksToTheBuilder() throws IOException {
    write("docker/Dockerfile.prod", "FROM scratch");
    Files.createSymbolicLink(tree.resolve("Dockerfile"), Path.of("docker/Dockerfile.prod"));
    assertThat(plan("", "Dockerfile").frontend()).isEqualTo(Frontend.dockerfile("Dockerfile"));
    assertThat(plan("", "Dockerfile").readsSecrets()).isTrue();
  }

  @Test
  void buildsTheStageThatIsAskedFor() throws IOException {
    write("Dockerfile", "FROM scratch AS app\nFROM scratch AS tests\n");
    assertThat(plan("", "Dockerfile", Optional.of(new BuildStage("app"))).frontend())
        .isEqualTo(new Frontend.Dockerfile("Dockerfile", Optional.of("app")));
  }

  private BuildPlan plan(String root, String dockerfile) {
    return plan(root, dockerfile, Optional.empty());
  }

  private BuildPlan plan(String root, String dockerfile, Optional<BuildStage> target) {
    BuildSpec build =
        new BuildSpec(
            BuildPack.DOCKERFILE,
            new RelativePath(root),
            new RelativePath(dockerfile),
            RelativePath.ROOT,
            target,
            false);
    return Pack.of(BuildPack.DOCKERFILE, "docker.io/library/caddy:2")
        .plan(new BuildContext(tree, tree.resolveSibling("ledger"), build));
  }

  private DeployException refusal(String root, String dockerfile) {
    DeployException refusal =
        catchThrowableOfType(DeployException.class, () -> plan(root, dockerfile));
    assertThat(refusal).as("the plan must be refused").isNotNull();
    return refusal;
  }

  private void write(String path, String content) throws IOException {
    write(path, content.getBytes(StandardCharsets.UTF_8));
  }

  private void write(String path, byte[] content) throws IOException {
    Path file = tree.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }
}
