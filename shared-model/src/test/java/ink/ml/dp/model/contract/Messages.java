package ink.ml.dp.model.contract;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import ink.ml.dp.model.activity.BaseImage;
import ink.ml.dp.model.activity.BuildAndPushInput;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.activity.ClaimNameInput;
import ink.ml.dp.model.activity.ClaimedName;
import ink.ml.dp.model.activity.CleanupWorkspaceInput;
import ink.ml.dp.model.activity.CloneRepoInput;
import ink.ml.dp.model.activity.ClonedRepo;
import ink.ml.dp.model.activity.DeleteServiceInput;
import ink.ml.dp.model.activity.DeletedService;
import ink.ml.dp.model.activity.DeployInput;
import ink.ml.dp.model.activity.DeployedRelease;
import ink.ml.dp.model.activity.FindImageInput;
import ink.ml.dp.model.activity.FindReleaseInput;
import ink.ml.dp.model.activity.FoundImage;
import ink.ml.dp.model.activity.FoundRelease;
import ink.ml.dp.model.activity.PlaceInLine;
import ink.ml.dp.model.activity.ResolveCommitInput;
import ink.ml.dp.model.activity.ResolveEnvironmentInput;
import ink.ml.dp.model.activity.ResolvedCommit;
import ink.ml.dp.model.activity.ResolvedEnvironment;
import ink.ml.dp.model.activity.RestoreReleaseInput;
import ink.ml.dp.model.activity.RestoredRelease;
import ink.ml.dp.model.activity.ReuseImageInput;
import ink.ml.dp.model.activity.ReusedImage;
import ink.ml.dp.model.activity.RolloutResult;
import ink.ml.dp.model.activity.ServiceKey;
import ink.ml.dp.model.activity.SourceLocation;
import ink.ml.dp.model.activity.WaitForRolloutInput;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.release.ReleaseState;
import ink.ml.dp.model.request.RuntimeSettings;
import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.result.Progress;
import ink.ml.dp.model.result.ServiceError;
import ink.ml.dp.model.result.ServiceResult;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One full example of every message. */
final class Messages {
  static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  static final String COMMIT = "1f3c9d8e7b6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e";
  static final String DIGEST =
      "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";

  private static final RuntimeSettings SETTINGS =
      RuntimeSettings.builder()
          .port(8080)
          .cpu("500m")
          .memory("512Mi")
          .healthPath("/healthz")
          .startTimeout(300)
          .protocol("h2c")
          .expose("internal")
          .build();

  static final ServiceRequest REQUEST =
      new ServiceRequest(
          "req-01",
          "create",
          7L,
          "svc-1",
          "acme",
          "shop",
          "web",
          "github",
          "acme/web",
          4711L,
          "main",
          COMMIT,
          "dockerfile",
          "services/web",
          "deploy/Dockerfile",
          "dist",
          "app",
          true,
          true,
          SETTINGS,
          "r3");

  private static final String TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

  private static final ServiceKey KEY = new ServiceKey("req-01", 7, "svc-1", "acme", "shop", "web");
  private static final SourceLocation SOURCE = new SourceLocation("github", "acme/web", 4711L);
  private static final BaseImage BASE =
      new BaseImage("docker.io/library/debian:12", "sha256:" + "d".repeat(64));
  private static final BuiltImage IMAGE =
      new BuiltImage(
          "registry:5000/dp-acme-shop/web:" + COMMIT, DIGEST, 9, 7, false, List.of(BASE));
  private static final ServiceError ERROR =
      ServiceError.of(
          FailureCode.BUILD_STEP_FAILED,
          "tried to build acme/web but failed because line 4 of the Dockerfile ended with 1",
          List.of("cc -o web main.c", "main.c:1: error"));

  static final ServiceResult RESULT =
      new ServiceResult(
          "req-01",
          7L,
          "running",
          "https://web.breacher.org",
          COMMIT,
          DIGEST,
          "r7",
          null,
          1_764_480_000_000L);
  static final Progress PROGRESS =
      new Progress(
          "req-01", "build", "[build 3/4] RUN make", COMMIT, 1_790_000_000_000L, null, null);

  private static final DeployInput DEPLOY =
      new DeployInput(
          KEY, IMAGE, COMMIT, "9f86d081884c7d65", "60303ae22b998861", "v12", SETTINGS, "r3", true);

  static final ReleaseRecord RELEASE =
      ReleaseRecord.of(DEPLOY).after("r6").in(ReleaseState.LIVE).answering(RESULT);

  private static final List<Record> ALL =
      List.of(
          REQUEST,
          RESULT,
          ERROR,
          PROGRESS,
          KEY,
          SOURCE,
          BASE,
          new PlaceInLine(3),
          new ResolveCommitInput(KEY, SOURCE, "main", COMMIT, "services/web"),
          new ResolvedCommit(COMMIT, TREE),
          new CloneRepoInput(KEY, SOURCE, COMMIT),
          new ClonedRepo("b7e1", "svc-1-7-1", COMMIT, TREE),
          new BuildAndPushInput(
              KEY,
              "svc-1-7-1",
              COMMIT,
              "dockerfile",
              "services/web",
              "Dockerfile",
              "dist",
              "app",
              true,
              true,
              8080,
              "v12"),
          IMAGE,
          SETTINGS,
          new CleanupWorkspaceInput(KEY, "svc-1-7-1"),
          new ResolveEnvironmentInput(KEY),
          new ResolvedEnvironment("v12", true),
          new ClaimNameInput(KEY, "create", SETTINGS),
          new ClaimedName(7, "dp-acme-shop", 1, RESULT),
          new FindImageInput(KEY, COMMIT, "9f86d081884c7d65", "60303ae22b998861"),
          new FoundImage(IMAGE),
          new ReuseImageInput(KEY, IMAGE, COMMIT),
          new ReusedImage(IMAGE, "its base debian:12 has moved"),
          DEPLOY,
          new FindReleaseInput(KEY, "r3", true, "v13"),
          new FoundRelease("r3", DEPLOY, true),
          new DeployedRelease("r7", "dp-acme-shop", "r6", "https://web.breacher.org"),
          new WaitForRolloutInput(KEY, "r7"),
          new RolloutResult("https://web.breacher.org", "web-5d8f", 1_764_480_000_000L, RESULT),
          new RestoreReleaseInput(
              KEY,
              "r7",
              "CRASH_LOOP",
              new ServiceResult("req-01", 7L, "failed", null, COMMIT, null, null, ERROR)),
          new RestoredRelease("r6"),
          new DeleteServiceInput(KEY),
          new DeletedService(true),
          RELEASE);

  private Messages() {}

  static Map<String, Record> byName() {
    return ALL.stream()
        .collect(Collectors.toMap(m -> m.getClass().getSimpleName(), Function.identity()));
  }

  static Stream<Record> all() {
    return ALL.stream();
  }
}
