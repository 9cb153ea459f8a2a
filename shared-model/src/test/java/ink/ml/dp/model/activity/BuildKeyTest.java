package ink.ml.dp.model.activity;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.RelativePath;
import ink.ml.dp.model.request.BuildPack;
import ink.ml.dp.model.request.BuildSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BuildKeyTest {
  private static final CommitSha COMMIT = new CommitSha("a".repeat(40));
  private static final ResolvedEnvironment NOTHING = new ResolvedEnvironment("v1", false);

  @Test
  void isAnotherForEachInput() {
    BuildSpec build = build(BuildPack.STATIC, "", "Dockerfile", "");
    List<String> keys =
        List.of(
            BuildKey.of(COMMIT, build, NOTHING),
            BuildKey.of(new CommitSha("b".repeat(40)), build, NOTHING),
            BuildKey.of(COMMIT, build(BuildPack.DOCKERFILE, "", "Dockerfile", ""), NOTHING),
            BuildKey.of(COMMIT, build(BuildPack.STATIC, "web", "Dockerfile", ""), NOTHING),
            BuildKey.of(COMMIT, build(BuildPack.STATIC, "", "other", ""), NOTHING),
            BuildKey.of(COMMIT, build(BuildPack.STATIC, "", "Dockerfile", "dist"), NOTHING),
            BuildKey.of(COMMIT, build, new ResolvedEnvironment("v1", true)),
            BuildKey.of(COMMIT, build, new ResolvedEnvironment("v2", true)));
    Set<String> different = new HashSet<>(keys);
    assertThat(different).hasSameSizeAs(keys);
    assertThat(BuildKey.of(COMMIT, build, new ResolvedEnvironment("v2", false)))
        .as("values that no build sees decide nothing")
        .isEqualTo(keys.getFirst());
  }

  private static BuildSpec build(BuildPack pack, String root, String dockerfile, String publish) {
    return new BuildSpec(
        pack, new RelativePath(root), new RelativePath(dockerfile), new RelativePath(publish));
  }
}
