package ink.ml.dp.builder.testing;

import ink.ml.dp.builder.activity.BuildActivitiesImpl;
import ink.ml.dp.builder.activity.BuildPlanner;
import ink.ml.dp.builder.activity.ImageActivitiesImpl;
import ink.ml.dp.builder.activity.SourceActivitiesImpl;
import ink.ml.dp.builder.activity.Turn;
import ink.ml.dp.builder.git.GitClient;
import ink.ml.dp.builder.git.GitCredentials;
import ink.ml.dp.builder.git.GitHosts;
import ink.ml.dp.builder.git.GitLimits;
import ink.ml.dp.builder.git.GitSettings;
import ink.ml.dp.builder.image.BaseImages;
import ink.ml.dp.builder.image.CacheExports;
import ink.ml.dp.builder.image.ServiceIsolation;
import ink.ml.dp.builder.line.BuildLine;
import ink.ml.dp.builder.logs.BuildLogs;
import ink.ml.dp.builder.logs.LogLimits;
import ink.ml.dp.builder.workspace.Workspace;
import ink.ml.dp.buildkit.BuildKitAddress;
import ink.ml.dp.buildkit.BuildKitClient;
import ink.ml.dp.buildkit.BuildKitSettings;
import ink.ml.dp.buildkit.StepLimits;
import ink.ml.dp.buildkit.testing.ImageReader;
import ink.ml.dp.buildkit.testing.TestServers;
import ink.ml.dp.devstack.instance.RegistryKeys;
import ink.ml.dp.model.activity.BuildActivities;
import ink.ml.dp.model.activity.BuildAndPushInput;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.activity.CleanupWorkspaceInput;
import ink.ml.dp.model.activity.CloneRepoInput;
import ink.ml.dp.model.activity.ClonedRepo;
import ink.ml.dp.model.activity.ImageActivities;
import ink.ml.dp.model.activity.ResolveCommitInput;
import ink.ml.dp.model.activity.ResolvedCommit;
import ink.ml.dp.model.activity.ReuseImageInput;
import ink.ml.dp.model.activity.ReusedImage;
import ink.ml.dp.model.activity.ServiceKey;
import ink.ml.dp.model.activity.SourceActivities;
import ink.ml.dp.model.activity.SourceLocation;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.model.token.RegistryTokenSigner;
import ink.ml.dp.runtime.environment.EnvironmentClient;
import ink.ml.dp.runtime.failure.FailureInterceptor;
import ink.ml.dp.runtime.redact.Redactor;
import ink.ml.dp.runtime.registry.RegistryClient;
import ink.ml.dp.runtime.registry.RegistrySettings;
import io.temporal.testing.TestActivityEnvironment;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.worker.WorkerFactoryOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The worker's activities on real servers, called as Temporal calls them. */
public final class ActivityRig implements AutoCloseable {
  public static final String GIT_TOKEN = "a-git-token-nobody-may-see";

  private final GitServer git = new GitServer(GIT_TOKEN);
  private final EnvironmentServer environments = new EnvironmentServer();
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
  private final TestRepository repository;
  private final TestActivityEnvironment temporal;
  private final BuildKitClient buildkit;
  private final RegistrySettings registry;
  private final CacheExports caches;
  private final SourceActivities source;
  private final BuildActivities build;
  private final ImageActivities images;
  private final Path directory;
  private final String tenant = "t" + Long.toString(System.nanoTime(), 36);

  public ActivityRig(Path directory) {
    this(directory, Duration.ofMinutes(2));
  }

  /**
   * @param longest time for a build
   */
  public ActivityRig(Path directory, Duration longest) {
    this.directory = directory;
    repository = new TestRepository(directory.resolve("served"));
    repository.repository().getConfig().setBoolean("uploadpack", null, "allowFilter", true);
    git.serve("acme/web", repository.repository());
    registry = TestServers.registry();
    Optional<RegistryTokenSigner> tokens =
        Optional.of(TestServers.keys().signer(RegistryKeys.BUILD_WORKER));
    buildkit =
        BuildKitClient.create(
            BuildKitSettings.of(
                List.of(BuildKitAddress.parse(TestServers.buildkit())), Optional.empty()));
    caches = new CacheExports(buildkit, Duration.ofMinutes(1), 4);
    Redactor redactor = new Redactor();
    Workspace workspace = new Workspace(directory.resolve("workspace"));
    GitSettings config =
        new GitSettings(
            GitSettings.GITHUB,
            Optional.empty(),
            Optional.of(git.url()),
            Optional.of(new GitCredentials(GIT_TOKEN)),
            GitLimits.DEFAULT);
    temporal =
        TestActivityEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setWorkerFactoryOptions(
                    WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(new FailureInterceptor(redactor))
                        .build())
                .build());
    Turn turn =
        new Turn(new BuildLine(10, Duration.ofMinutes(1), System::nanoTime), Duration.ofMinutes(1));
    ServiceIsolation isolation = new ServiceIsolation(registry.host(), tokens, Optional.empty());
    temporal.registerActivitiesImplementations(
        new SourceActivitiesImpl(
            new GitHosts(config, Optional.empty()),
            new GitClient(GitLimits.DEFAULT, directory.getParent()),
            GitLimits.DEFAULT,
            workspace,
            turn,
            clock),
        new ImageActivitiesImpl(
            new RegistryClient(registry, tokens), new BaseImages(buildkit, isolation)),
        new BuildActivitiesImpl(
            workspace,
            turn,
            new EnvironmentClient(settings(), redactor),
            new BuildPlanner(workspace, isolation, "docker.io/library/caddy:2", StepLimits.none()),
            buildkit,
            new RegistryClient(registry, tokens),
            caches,
            new BuildLogs(
                directory.resolve("logs"),
                LogLimits.DEFAULT,
                redactor,
                Clock.systemUTC(),
                Optional.empty()),
            redactor,
            longest,
            clock));
    source = temporal.newActivityStub(SourceActivities.class);
    build = temporal.newActivityStub(BuildActivities.class);
    images = temporal.newActivityStub(ImageActivities.class);
  }

  public String registryHost() {
    return registry.host().value();
  }

  public void environment(String version, Map<String, String> variables) {
    environments.set(version, variables);
  }

  /** Marks variables public. */
  public void openVariables(String... names) {
    environments.open(names);
  }

  public ClonedRepo cloneCommit(Map<String, String> files) {
    return cloneCommit(served -> served.commit(files));
  }

  /** Clones what is committed to the served repository. */
  public ClonedRepo cloneCommit(Function<TestRepository, CommitSha> committing) {
    CommitSha commit = committing.apply(repository);
    return source.cloneRepo(
        new CloneRepoInput(
            service(), new SourceLocation("gitea", "acme/web", null), commit.value()));
  }

  /** Commits files on {@code main}, and clones nothing. */
  public String commit(Map<String, String> files) {
    return repository.commit(files).value();
  }

  /** What is said of {@code main}, before anything is cloned. */
  public ResolvedCommit resolve() {
    return source.resolveCommit(
        new ResolveCommitInput(
            service(), new SourceLocation("gitea", "acme/web", null), "main", null, ""));
  }

  public ReusedImage reuse(BuiltImage image, String commit) {
    return images.reuseImage(new ReuseImageInput(service(), image, commit));
  }

  public BuiltImage build(ClonedRepo repo, String pack) {
    return build(repo, pack, null);
  }

  /**
   * @param target a stage of the Dockerfile
   */
  public BuiltImage build(ClonedRepo repo, String pack, @Nullable String target) {
    return build(repo, pack, target, false, false);
  }

  /** A site whose front page answers for unknown paths. */
  public BuiltImage buildApplication(ClonedRepo repo) {
    return build(repo, "static", null, true, false);
  }

  /** Every step anew. */
  public BuiltImage buildAnew(ClonedRepo repo, String pack) {
    return build(repo, pack, null, false, true);
  }

  private BuiltImage build(
      ClonedRepo repo, String pack, @Nullable String target, boolean spa, boolean noCache) {
    return build.buildAndPush(
        new BuildAndPushInput(
            service(),
            repo.checkoutId(),
            repo.commitSha(),
            pack,
            "",
            "Dockerfile",
            "",
            target,
            spa,
            noCache,
            3000,
            "v1"));
  }

  public void cleanUp(ClonedRepo repo) {
    build.cleanupWorkspace(new CleanupWorkspaceInput(service(), repo.checkoutId()));
  }

  public Path checkout(ClonedRepo repo) {
    return directory.resolve("workspace/checkouts").resolve(repo.checkoutId());
  }

  /** Waits for what exports of caches still hold. */
  public void awaitNoCheckouts() {
    caches.close();
    try (Stream<Path> left = Files.list(directory.resolve("workspace/checkouts"))) {
      List<Path> found = left.toList();
      if (!found.isEmpty()) {
        throw new AssertionError("checkouts are left: " + found);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cancels the activity that runs when its build says that it sleeps. */
  public void cancelOnceAsleep() {
    Path log = directory.resolve("logs/svc-web/request-1.log");
    try {
      while (!Files.exists(log) || !Files.readString(log).contains(" asleep")) {
        Thread.sleep(50);
      }
      temporal.requestCancelActivity();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The build log of all builds so far. */
  public String log() {
    try {
      return Files.readString(directory.resolve("logs/svc-web/request-1.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every file of the worker's own that is on the disk. */
  public List<Path> filesLeft() {
    try (Stream<Path> all =
        Stream.concat(
            Files.walk(directory.resolve("workspace")), Files.walk(directory.resolve("logs")))) {
      return all.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public ImageReader image(BuiltImage image) {
    return new ImageReader(TestServers.reader(), image);
  }

  private ServiceKey service() {
    return new ServiceKey("request-1", 1, "svc-web", tenant, "default", "web");
  }

  private Settings settings() {
    Map<String, String> values =
        Map.of(
            "MCP_API_URL", environments.url().toString(), "MCP_API_TOKEN", EnvironmentServer.TOKEN);
    return new Settings(values::get);
  }

  @Override
  public void close() {
    caches.close();
    temporal.close();
    clock.shutdownNow();
    git.close();
    environments.close();
    repository.close();
  }
}
