package ink.ml.dp.builder.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ink.ml.dp.builder.testing.ActivityRig;
import ink.ml.dp.buildkit.testing.ImageReader;
import ink.ml.dp.buildkit.testing.RegistryTags;
import ink.ml.dp.buildkit.testing.TestServers;
import ink.ml.dp.model.activity.BaseImage;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.activity.ClonedRepo;
import ink.ml.dp.model.activity.ResolvedCommit;
import ink.ml.dp.model.activity.ReusedImage;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.result.ServiceError;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clone, build and push as the workflows call them, on a real builder and a real registry. */
class BuildAndPushIT {
  private static final String SECRET = "canary-value-of-a-variable";

  @TempDir private Path directory;
  private ActivityRig rig;

  @BeforeEach
  void start() {
    rig = new ActivityRig(directory);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void buildsPushesAndCleansUp() {
    ClonedRepo repo =
        rig.cloneCommit(
            Map.of("Dockerfile", "FROM scratch\nCOPY greeting /greeting\n", "greeting", "hello"));
    assertThat(rig.checkout(repo)).isDirectoryContaining(p -> p.endsWith("tree"));
    BuiltImage built = rig.build(repo, "dockerfile");
    assertThat(built.image()).endsWith("/web:" + repo.commitSha());
    ImageReader image = rig.image(built);
    assertThat(image.digest()).isEqualTo(built.digest());
    assertThat(image.file("greeting")).isEqualTo("hello");
    assertThat(image.fileNames()).noneMatch(name -> name.contains(".git"));
    rig.cleanUp(repo);
    rig.cleanUp(repo);
    rig.awaitNoCheckouts();
  }

  @Test
  void reusesWhatItBuilt() {
    Map<String, String> files = Map.of("Dockerfile", "FROM debian:12\nRUN echo made > /made\n");
    BuiltImage first = rig.build(rig.cloneCommit(files), "dockerfile");
    BuiltImage second = rig.build(rig.cloneCommit(files), "dockerfile");
    assertThat(second.stepsTotal()).isEqualTo(1);
    assertThat(second.stepsCached()).isEqualTo(1);
    assertThat(second.digest()).isEqualTo(first.digest());
  }

  @Test
  void runsEveryStepAnewWhenForced() {
    Map<String, String> files =
        Map.of("Dockerfile", "FROM debian:12\nRUN cat /proc/sys/kernel/random/uuid > /made\n");
    BuiltImage first = rig.build(rig.cloneCommit(files), "dockerfile");
    BuiltImage cached = rig.build(rig.cloneCommit(files), "dockerfile");
    assertThat(rig.log()).doesNotContain("without any cache");

    BuiltImage forced = rig.buildAnew(rig.cloneCommit(files), "dockerfile");

    assertThat(cached.digest()).isEqualTo(first.digest());
    assertThat(forced.stepsCached()).isZero();
    assertThat(rig.image(forced).file("made")).isNotEqualTo(rig.image(first).file("made"));
    assertThat(rig.log()).contains("without any cache, as the request says");
  }

  @Test
  void makesATagNewThatTheRegistryAlreadyHas() {
    RegistryTags tags = TestServers.tags();
    Instant longAgo = Instant.parse("2020-02-02T02:02:02Z");
    ClonedRepo repo =
        rig.cloneCommit(Map.of("Dockerfile", "FROM scratch\nCOPY file /\n", "file", "same"));
    BuiltImage first = rig.build(repo, "dockerfile");
    tags.backdate(first.image(), longAgo);
    assertThat(tags.pushed(first.image())).isEqualTo(longAgo);

    BuiltImage again = rig.build(repo, "dockerfile");

    assertThat(again)
        .extracting(BuiltImage::image, BuiltImage::digest)
        .containsExactly(first.image(), first.digest());
    assertThat(tags.pushed(first.image())).as("the retention goes by it").isAfter(longAgo);
  }

  @Test
  void tagsAnImageOfTheSameFilesAsAnotherCommitsWithoutABuild() {
    RegistryTags tags = TestServers.tags();
    Map<String, String> files =
        Map.of("Dockerfile", "FROM scratch\nCOPY file /\n", "file", "the same");
    ClonedRepo repo = rig.cloneCommit(files);
    String source = rig.resolve().sourceId();
    BuiltImage first = rig.build(repo, "dockerfile");
    tags.backdate(first.image(), Instant.parse("2020-02-02T02:02:02Z"));
    String log = rig.log();

    String second = rig.commit(files);
    assertThat(second).isNotEqualTo(repo.commitSha());
    assertThat(rig.resolve()).isEqualTo(new ResolvedCommit(second, source));
    Instant before = Instant.now().minusSeconds(5);
    ReusedImage reused = rig.reuse(first, second);

    BuiltImage image = Objects.requireNonNull(reused.image());
    assertThat(image.reused()).isTrue();
    assertThat(image.image()).endsWith("/web:" + second);
    assertThat(rig.image(image).digest()).isEqualTo(first.digest());
    assertThat(tags.pushed(image.image())).isAfter(before);
    assertThat(rig.log()).as("nothing was built").isEqualTo(log);

    rig.commit(Map.of("Dockerfile", "FROM scratch\nCOPY file /\n", "file", "another"));
    assertThat(rig.resolve().sourceId()).isNotNull().isNotEqualTo(source);
  }

  @Test
  void reusesNoImageThatIsGoneOrSomebodyElses() {
    BuiltImage built =
        rig.build(
            rig.cloneCommit(Map.of("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n")),
            "dockerfile");
    String commit = "c".repeat(40);
    BuiltImage gone = new BuiltImage(built.image(), "sha256:" + "0".repeat(64), 0, 0, false);
    assertThat(rig.reuse(gone, commit).image()).isNull();
    BuiltImage other =
        new BuiltImage(
            rig.registryHost() + "/dp-other-default/web:" + commit, built.digest(), 0, 0, true);
    assertThat(rig.reuse(other, commit).image()).as("not tagged by us").isEqualTo(other);
    assertThat(rig.reuse(built, commit).image())
        .extracting(BuiltImage::digest)
        .isEqualTo(built.digest());
  }

  @Test
  void buildsAnewWhenWhatItWasBuiltUponHasMoved() {
    BuiltImage built =
        rig.build(
            rig.cloneCommit(
                Map.of(
                    "Dockerfile",
                    "FROM debian:12 AS one\nRUN echo 1 > /made\n"
                        + "FROM caddy:2\nCOPY --from=one /made /made\n")),
            "dockerfile");
    List<BaseImage> bases = Objects.requireNonNull(built.bases());
    assertThat(bases)
        .extracting(BaseImage::name)
        .containsExactlyInAnyOrder("docker.io/library/debian:12", "docker.io/library/caddy:2");
    String commit = "d".repeat(40);
    BuiltImage same = Objects.requireNonNull(rig.reuse(built, commit).image());
    assertThat(same.bases()).as("for the next time").isEqualTo(bases);

    String other = "sha256:" + "0".repeat(64);
    for (BaseImage base : bases) {
      List<BaseImage> before =
          bases.stream().map(b -> b.equals(base) ? new BaseImage(b.name(), other) : b).toList();
      assertThat(rig.reuse(on(built, before), commit))
          .isEqualTo(new ReusedImage(null, "its base " + base.name() + " has moved"));
    }
    List<BaseImage> unknown =
        List.of(
            new BaseImage("docker.io/library/nobody-has-it:1", other),
            new BaseImage("no-such-host.invalid/x:1", other),
            new BaseImage(rig.registryHost() + "/dp-other-default/web:latest", other));
    assertThat(rig.reuse(on(built, unknown), commit).image())
        .as("what cannot be told is no reason to build")
        .isNotNull();
    List<BaseImage> noName = List.of(new BaseImage("debian:12\nRUN id", other));
    assertThat(failure(() -> rig.reuse(on(built, noName), commit)).code())
        .as("a Dockerfile is made of them")
        .isEqualTo("INVALID_REQUEST");
  }

  @Test
  void remembersNoBaseThatCannotMove() {
    BuiltImage named =
        rig.build(rig.cloneCommit(Map.of("Dockerfile", "FROM debian:12\n")), "dockerfile");
    String digest = Objects.requireNonNull(named.bases()).getFirst().digest();
    BuiltImage pinned =
        rig.build(
            rig.cloneCommit(Map.of("Dockerfile", "FROM debian:12@" + digest + "\n")), "dockerfile");
    assertThat(pinned.bases()).isEmpty();
    BuiltImage scratch =
        rig.build(
            rig.cloneCommit(Map.of("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n")),
            "dockerfile");
    assertThat(scratch.bases()).isEmpty();
  }

  private static BuiltImage on(BuiltImage image, List<BaseImage> bases) {
    return new BuiltImage(image.image(), image.digest(), 0, 0, false, bases);
  }

  @Test
  void tellsWhichCommandFailedWithItsLastLines() {
    ClonedRepo repo =
        rig.cloneCommit(Map.of("Dockerfile", "FROM debian:12\nRUN echo the reason && exit 7\n"));
    ServiceError error = failure(() -> rig.build(repo, "dockerfile"));
    assertThat(error.code()).isEqualTo(FailureCode.BUILD_STEP_FAILED.wire());
    assertThat(error.logTail()).contains("the reason");
    assertThat(rig.log()).contains("the reason");
  }

  @Test
  void saysWhatItLookedFor() {
    ClonedRepo repo = rig.cloneCommit(Map.of("dockerfile.txt", "FROM scratch"));
    ServiceError error = failure(() -> rig.build(repo, "dockerfile"));
    assertThat(error.code()).isEqualTo(FailureCode.DOCKERFILE_NOT_FOUND.wire());
    assertThat(error.message()).contains("'Dockerfile'").contains("dockerfile.txt");
    assertThat(failure(() -> rig.build(repo, "railpack")).code())
        .isEqualTo(FailureCode.RAILPACK_UNAVAILABLE.wire());
  }

  @Test
  void keepsSecretsOutOfImagesLogsAndFailures() throws Exception {
    rig.environment("v1", Map.of("API_KEY", SECRET));
    String dockerfile =
        """
        FROM debian:12
        RUN --mount=type=secret,id=API_KEY,env=API_KEY \
          echo "key: $API_KEY" && printf %s "$API_KEY" | sha256sum > /hash
        """;
    BuiltImage built = rig.build(rig.cloneCommit(Map.of("Dockerfile", dockerfile)), "dockerfile");
    ImageReader image = rig.image(built);
    assertThat(image.file("hash")).isNotBlank();
    assertThat(image.mentions("sha256sum")).isTrue();
    assertThat(image.mentions(SECRET)).isFalse();
    assertThat(image.mentions(ActivityRig.GIT_TOKEN)).isFalse();
    assertThat(rig.log()).contains("key: [redacted]").doesNotContain(SECRET);

    ServiceError error =
        failure(
            () ->
                rig.build(
                    rig.cloneCommit(
                        Map.of(
                            "Dockerfile",
                            dockerfile
                                + "RUN --mount=type=secret,id=API_KEY cat /run/secrets/API_KEY && exit 1\n")),
                    "dockerfile"));
    assertThat(error.logTail()).contains("[redacted]");
    assertThat(error.toString()).contains("redacted").doesNotContain(SECRET);
    for (Path file : rig.filesLeft()) {
      assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
          .as(file.toString())
          .doesNotContain(SECRET)
          .doesNotContain(ActivityRig.GIT_TOKEN);
    }
  }

  @Test
  void runsStepsAnewWhenTheirSecretsChange() {
    String dockerfile =
        """
        FROM debian:12
        RUN --mount=type=secret,id=API_KEY sha256sum /run/secrets/API_KEY > /hash
        """;
    rig.environment("v1", Map.of("API_KEY", "first-value"));
    BuiltImage first = rig.build(rig.cloneCommit(Map.of("Dockerfile", dockerfile)), "dockerfile");
    rig.environment("v2", Map.of("API_KEY", "second-value"));
    BuiltImage second = rig.build(rig.cloneCommit(Map.of("Dockerfile", dockerfile)), "dockerfile");
    assertThat(rig.image(second).file("hash")).isNotEqualTo(rig.image(first).file("hash"));
    BuiltImage third = rig.build(rig.cloneCommit(Map.of("Dockerfile", dockerfile)), "dockerfile");
    assertThat(third.stepsCached()).isEqualTo(1);
    assertThat(third.digest()).isEqualTo(second.digest());
  }

  @Test
  void deniesOtherTenantsImages() {
    ClonedRepo repo =
        rig.cloneCommit(
            Map.of("Dockerfile", "FROM " + rig.registryHost() + "/dp-other-default/web:latest\n"));
    assertThat(failure(() -> rig.build(repo, "dockerfile")).code())
        .isEqualTo(FailureCode.BUILD_POLICY_DENIED.wire());
  }

  private static ServiceError failure(ThrowingCallable call) {
    ActivityFailure failure = catchThrowableOfType(ActivityFailure.class, call);
    assertThat(failure).as("the activity must fail").isNotNull();
    ApplicationFailure cause = (ApplicationFailure) Objects.requireNonNull(failure.getCause());
    return cause.getDetails().get(ServiceError.class);
  }
}
