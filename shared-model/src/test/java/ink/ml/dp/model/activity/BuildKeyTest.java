package ink.ml.dp.model.activity;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.model.name.BuildStage;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.RelativePath;
import ink.ml.dp.model.name.SourceId;
import ink.ml.dp.model.request.BuildPack;
import ink.ml.dp.model.request.BuildSpec;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BuildKeyTest {
  private static final CommitSha COMMIT = new CommitSha("a".repeat(40));
  private static final SourceId TREE = new SourceId("c".repeat(40));
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

  @Test
  void isTheSameForTheSameFilesInWhateverCommit() {
    BuildSpec build = build(BuildPack.STATIC, "web", "Dockerfile", "dist");
    String key = BuildKey.ofSource(TREE, build, NOTHING);
    assertThat(BuildKey.ofSource(new SourceId(TREE.value()), build, NOTHING)).isEqualTo(key);
    Set<String> others =
        Set.of(
            BuildKey.ofSource(new SourceId("d".repeat(40)), build, NOTHING),
            BuildKey.ofSource(new SourceId(TREE + "-" + "d".repeat(64)), build, NOTHING),
            BuildKey.ofSource(TREE, build(BuildPack.STATIC, "", "Dockerfile", "dist"), NOTHING),
            BuildKey.ofSource(TREE, build, new ResolvedEnvironment("v1", true)),
            BuildKey.of(new CommitSha(TREE.value()), build, NOTHING));
    assertThat(others).hasSize(5).doesNotContain(key);
  }

  @Test
  void aFieldThatIsForgottenFailsHere() throws ReflectiveOperationException {
    BuildSpec build = build(BuildPack.STATIC, "web", "Dockerfile", "dist");
    String key = BuildKey.of(COMMIT, build, NOTHING);
    for (RecordComponent changed : BuildSpec.class.getRecordComponents()) {
      assertThat(BuildKey.of(COMMIT, withAnother(build, changed), NOTHING))
          .as("BuildKey has to hash " + changed.getName())
          .isNotEqualTo(key);
    }
  }

  @Test
  void whatABuildIsGivenIsHashedOrDecidesNothing() {
    List<String> hashed =
        List.of(
            "commitSha",
            "buildPack",
            "rootDirectory",
            "dockerfilePath",
            "publishDirectory",
            "dockerfileTarget",
            "spa",
            "environmentVersion");
    List<String> decidesNothing = List.of("service", "checkoutId", "port", "noCache");
    assertThat(BuildAndPushInput.class.getRecordComponents())
        .as("a new field goes into BuildKey, or into the second list if no build reads it")
        .extracting(RecordComponent::getName)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(hashed.stream(), decidesNothing.stream()).toList());
  }

  private static BuildSpec withAnother(BuildSpec build, RecordComponent changed)
      throws ReflectiveOperationException {
    RecordComponent[] components = BuildSpec.class.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      Object value = components[i].getAccessor().invoke(build);
      values[i] = components[i].getName().equals(changed.getName()) ? another(value) : value;
    }
    return BuildSpec.class.getDeclaredConstructor(types).newInstance(values);
  }

  private static Object another(Object value) {
    return switch (value) {
      case Optional<?> none when none.isEmpty() -> Optional.of(new BuildStage("other"));
      case RelativePath path -> new RelativePath("another/" + path.value());
      case BuildPack pack -> BuildPack.values()[(pack.ordinal() + 1) % BuildPack.values().length];
      case String text -> text + "x";
      case Boolean is -> !is;
      case Integer number -> number + 1;
      default -> throw new AssertionError("tell this test another value of " + value.getClass());
    };
  }

  private static BuildSpec build(BuildPack pack, String root, String dockerfile, String publish) {
    return new BuildSpec(
        pack,
        new RelativePath(root),
        new RelativePath(dockerfile),
        new RelativePath(publish),
        Optional.empty(),
        false);
  }
}
