package ink.ml.dp.devstack.client;

import ink.ml.dp.devstack.instance.PlatformException;
import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.standins.StandInsClient;
import ink.ml.dp.devstack.standins.githost.RepositoryKey;
import ink.ml.dp.devstack.standins.http.HttpError;
import ink.ml.dp.devstack.standins.mcp.RegisteredService;
import ink.ml.dp.devstack.standins.mcp.Variable;
import ink.ml.dp.model.request.BuildPack;
import ink.ml.dp.model.request.GitHost;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.RuntimeSettings;
import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.request.ServiceRequestBuilder;
import ink.ml.dp.model.result.ServiceResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * What the API would do for its callers: imports, registers, sends the request, and follows it to
 * its answer.
 */
public final class Deployer {
  /** Whose services the command line's are, unless it says so. */
  public static final String TENANT = "local";

  public static final String PROJECT = "default";

  private final Platform platform;
  private final Progress progress;
  private final StandInsClient standIns;
  private final Optional<String> tenant;

  public Deployer(Platform platform, Progress progress) {
    this(platform, progress, standIns(platform), Optional.empty());
  }

  private Deployer(
      Platform platform, Progress progress, StandInsClient standIns, Optional<String> tenant) {
    this.platform = platform;
    this.progress = progress;
    this.standIns = standIns;
    this.tenant = tenant;
  }

  private static StandInsClient standIns(Platform platform) {
    try {
      return StandInsClient.of(
          platform.services().standInsState(),
          platform.endpoints().gitPort(),
          platform.endpoints().mcpPort());
    } catch (IOException e) {
      throw new PlatformException(
          "tried to reach the local platform but failed because it is not running",
          "start it with ./dev up",
          e);
    }
  }

  /** Without progress. */
  public static Deployer of(Platform platform) {
    return new Deployer(platform, Progress.SILENT);
  }

  /** The same, for services of this tenant; of whichever has one of the name when empty. */
  public Deployer of(Optional<String> owner) {
    return new Deployer(platform, progress, standIns, owner);
  }

  /** The service of that name which was deployed; see {@link TenantChoice#among} for which one. */
  public RegisteredService deployed(String name) {
    return new TenantChoice(name, tenant)
        .among(
            standIns.mcp().services().stream()
                .filter(service -> service.name().equals(name) && service.lastRequest() != null)
                .toList(),
            RegisteredService::tenant);
  }

  public StandInsClient standIns() {
    return standIns;
  }

  /**
   * Deploys a repository: for the first time, or again under the name that it has.
   *
   * @param source a git URL or a path of this machine: a repository, or a plain directory
   */
  public ServiceResult deploy(String source, DeployOptions options) {
    return send(prepare(source, options));
  }

  /** The request that would deploy a repository, which is imported by then. */
  public ServiceRequest prepare(String source, DeployOptions options) {
    String name = options.name().orElseGet(() -> nameOf(source));
    RepositoryKey repository =
        RepositoryKey.of(GitHost.GITEA.wire(), options.tenant() + "/" + name);
    bring(repository, source);
    String pack = options.pack().orElseGet(() -> detected(repository, options));
    RegisteredService service = standIns.mcp().register(options.tenant(), PROJECT, name);
    if (!options.environment().isEmpty()) {
      standIns.mcp().setEnvironment(service.serviceId(), options.environment());
    }
    // Also for one that was deployed before: the cluster may have been started afresh since.
    return next(options.further().apply(new ServiceRequestBuilder()), Operation.CREATE, service)
        .repository(GitHost.GITEA, repository.name().value())
        .ref(options.ref().orElse(null))
        .commitSha(options.commit().orElse(null))
        .rootDirectory(options.rootDirectory().orElse(null))
        .buildPack(pack)
        .build();
  }

  private String detected(RepositoryKey repository, DeployOptions options) {
    Optional<String> revision = options.commit().or(options::ref);
    Optional<BuildPack> found =
        PackDetection.of(bare(repository), revision, options.rootDirectory());
    // Whoever resolves the commit says that there is none, better than a guess here could.
    String pack = found.orElse(BuildPack.DOCKERFILE).wire();
    progress.say(
        "pack: "
            + pack
            + (found.isPresent() ? "" : ", for want of " + revision.orElse("a commit")));
    return pack;
  }

  /** Deploys a service again, from its repository as the git host now has it. */
  public ServiceResult redeploy(String name) {
    return redeploy(name, false);
  }

  /**
   * The same.
   *
   * @param force whether to build although nothing has changed, without any cache
   */
  public ServiceResult redeploy(String name, boolean force) {
    return again(Operation.REDEPLOY, deployed(name), force);
  }

  public ServiceResult rollback(String name) {
    return again(Operation.ROLLBACK, deployed(name));
  }

  /** Starts the live release anew, just as it is. */
  public ServiceResult restart(String name) {
    return again(Operation.RESTART, deployed(name));
  }

  /**
   * Runs the live release's image with other settings.
   *
   * @param change of the settings that the last request had
   * @param environment variables to be set; the others stay
   */
  public ServiceResult reconfigure(
      String name, UnaryOperator<RuntimeSettings> change, List<Variable> environment) {
    RegisteredService service = deployed(name);
    ServiceRequest last = Objects.requireNonNull(service.lastRequest());
    if (!environment.isEmpty()) {
      standIns.mcp().setEnvironment(service.serviceId(), service.variablesWith(environment));
    }
    ServiceRequestBuilder request =
        ServiceRequestBuilder.from(last).force(null).settings(change.apply(last.settings()));
    return send(next(request, Operation.RECONFIGURE, service).build());
  }

  public ServiceResult delete(String name) {
    RegisteredService service = deployed(name);
    ServiceResult result = again(Operation.DELETE, service);
    if (result.error() == null) {
      standIns.mcp().forget(service.serviceId());
    }
    return result;
  }

  /** Sends any request and follows it to its answer. */
  public ServiceResult send(ServiceRequest request) {
    if (request.serviceId() != null) {
      standIns.mcp().remember(request.serviceId(), request);
    }
    try (ServiceStarter starter = new ServiceStarter(platform.endpoints().temporalAddress())) {
      return new Follower(platform, progress).follow(starter.send(request), request);
    }
  }

  private ServiceResult again(Operation operation, RegisteredService service) {
    return again(operation, service, false);
  }

  /** What the last request said, but for {@code force}, which is said of one request alone. */
  private ServiceResult again(Operation operation, RegisteredService service, boolean force) {
    ServiceRequestBuilder request =
        ServiceRequestBuilder.from(Objects.requireNonNull(service.lastRequest()))
            .force(force ? true : null);
    return send(next(request, operation, service).build());
  }

  private ServiceRequestBuilder next(
      ServiceRequestBuilder request, Operation operation, RegisteredService service) {
    return request
        .request(
            UUID.randomUUID().toString(),
            operation,
            standIns.mcp().nextSequence(service.serviceId()))
        .service(service.serviceId(), service.tenant(), service.project(), service.name());
  }

  private void bring(RepositoryKey repository, String source) {
    Path path = Path.of(source.replaceFirst("^file://", ""));
    boolean plainDirectory =
        Files.isDirectory(path)
            && !Files.exists(path.resolve(".git"))
            && !Files.exists(path.resolve("HEAD"));
    progress.say("import: " + source);
    try {
      if (plainDirectory) {
        standIns.git().commitDirectory(repository, path, "Import " + path.getFileName());
      } else {
        standIns
            .git()
            .importFrom(
                repository, Files.isDirectory(path) ? path.toAbsolutePath().toString() : source);
      }
    } catch (HttpError e) {
      throw new RefusedException(
          RefusedException.FixableBy.OWNER,
          "tried to import " + source + " but failed because " + e.getMessage(),
          "check the URL, that it has a commit, and that git on this machine may read it",
          e);
    } catch (UncheckedIOException e) {
      throw new PlatformException(
          "tried to import " + source + " but failed because the local platform does not answer",
          "start it with ./dev up",
          e);
    }
  }

  private Path bare(RepositoryKey repository) {
    return platform
        .services()
        .standInsState()
        .resolve("repositories")
        .resolve(repository.path() + ".git");
  }

  /** {@code https://host/owner/My_App.git} is {@code my-app}. */
  static String nameOf(String source) {
    String last = source.replaceFirst("/+$", "").replaceFirst(".*[/:]", "");
    String name =
        last.replaceFirst("\\.git$", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^[^a-z]+|-+$", "");
    return name.isEmpty()
        ? "app"
        : name.substring(0, Math.min(name.length(), 63)).replaceFirst("-+$", "");
  }
}
