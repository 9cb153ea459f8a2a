package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.client.DeployOptions;
import ink.ml.dp.devstack.client.Deployer;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.standins.mcp.Variable;
import ink.ml.dp.model.name.BuildStage;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.GitRef;
import ink.ml.dp.model.name.RelativePath;
import ink.ml.dp.model.name.ServiceName;
import ink.ml.dp.model.name.Tenant;
import ink.ml.dp.model.request.BuildPack;
import ink.ml.dp.model.request.RuntimeSettings;
import ink.ml.dp.model.request.ServiceRequestBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./dev deploy}. */
@Command(
    name = "deploy",
    description = "Deploy a git repository, and print the URL it answers at.",
    mixinStandardHelpOptions = true)
final class DeployCommand implements Callable<Integer> {
  @Mixin private PlatformOption option = new PlatformOption();

  @Parameters(paramLabel = "GIT_URL", description = "a git URL, or a directory of this machine")
  private String source = "";

  @Option(names = "--tenant", description = "whose service it is (default: local)")
  private Tenant tenant = new Tenant(Deployer.TENANT);

  @Option(names = "--name", description = "the service's name (default: the repository's)")
  private @Nullable ServiceName name;

  @Option(names = "--pack", description = "dockerfile, static or railpack (default: found out)")
  private @Nullable BuildPack pack;

  @Option(names = "--ref", description = "branch or tag (default: the repository's HEAD)")
  private @Nullable GitRef ref;

  @Option(names = "--commit", description = "40 hexadecimal digits; wins over --ref")
  private @Nullable CommitSha commit;

  @Option(names = "--root", paramLabel = "DIR", description = "where in the repository it is")
  private @Nullable RelativePath root;

  @Option(
      names = "--dockerfile",
      paramLabel = "PATH",
      description = "from --root (default: Dockerfile)")
  private @Nullable RelativePath dockerfile;

  @Option(names = "--target", description = "the Dockerfile's stage (default: the last one)")
  private @Nullable BuildStage target;

  @Option(names = "--publish", paramLabel = "DIR", description = "static: what is served")
  private @Nullable RelativePath publish;

  @Option(names = "--spa", description = "static: the front page answers for unknown paths")
  private boolean spa;

  @Option(names = "--force", description = "build although nothing has changed, without any cache")
  private boolean force;

  @Mixin private RuntimeOptions runtime = new RuntimeOptions();

  @Option(names = "--env", paramLabel = "K=V", description = "a variable of the running service")
  private List<Variable> environment = new ArrayList<>();

  @Option(names = "--json", description = "print the result as JSON instead of the URL")
  private boolean json;

  @Override
  public Integer call() {
    Console console = new Console();
    Platform platform = option.platform();
    platform.up(console);
    // Of a variable that is given twice the last counts, as in a shell.
    Map<String, Variable> variables = new LinkedHashMap<>();
    environment.forEach(variable -> variables.put(variable.name(), variable));
    DeployOptions options =
        new DeployOptions(
            tenant.value(),
            Optional.ofNullable(name).map(ServiceName::value),
            Optional.ofNullable(pack).map(BuildPack::wire),
            Optional.ofNullable(ref).map(GitRef::value),
            Optional.ofNullable(commit).map(CommitSha::value),
            Optional.ofNullable(root).filter(path -> !path.isRoot()).map(RelativePath::value),
            List.copyOf(variables.values()),
            this::fill);
    return new ResultPrinter(platform, console, json)
        .print(new Deployer(platform, console).deploy(source, options));
  }

  private ServiceRequestBuilder fill(ServiceRequestBuilder request) {
    return request
        .dockerfilePath(dockerfile == null ? null : dockerfile.value())
        .dockerfileTarget(target == null ? null : target.value())
        .publishDirectory(publish == null ? null : publish.value())
        .spa(spa ? true : null)
        .force(force ? true : null)
        .settings(runtime.over(RuntimeSettings.DEFAULT));
  }
}
