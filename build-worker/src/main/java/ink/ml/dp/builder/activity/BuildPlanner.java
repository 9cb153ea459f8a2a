package ink.ml.dp.builder.activity;

import ink.ml.dp.builder.image.DockerfileSyntax;
import ink.ml.dp.builder.image.ImageSettings;
import ink.ml.dp.builder.image.ServiceImages;
import ink.ml.dp.builder.image.ServiceIsolation;
import ink.ml.dp.builder.packs.BuildContext;
import ink.ml.dp.builder.packs.BuildPlan;
import ink.ml.dp.builder.packs.Pack;
import ink.ml.dp.builder.workspace.Workspace;
import ink.ml.dp.buildkit.BuildRequest;
import ink.ml.dp.buildkit.ImageExport;
import ink.ml.dp.buildkit.RegistryCache;
import ink.ml.dp.buildkit.SecretProvider;
import ink.ml.dp.buildkit.StepLimits;
import ink.ml.dp.buildkit.TenantIsolation;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.request.BuildSpec;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.runtime.environment.Environment;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Puts together what BuildKit is asked for. */
@Singleton
public final class BuildPlanner {
  private final Workspace workspace;
  private final ServiceIsolation isolation;
  private final String staticBase;
  private final StepLimits limits;

  @Inject
  BuildPlanner(
      Workspace workspace, ServiceIsolation isolation, ImageSettings images, RunSettings runs) {
    this(workspace, isolation, images.staticBase(), runs.steps());
  }

  public BuildPlanner(
      Workspace workspace, ServiceIsolation isolation, String staticBase, StepLimits limits) {
    this.workspace = workspace;
    this.isolation = isolation;
    this.staticBase = staticBase;
    this.limits = limits;
  }

  /**
   * @param anew whether every step is to be run, whatever earlier builds left
   */
  PlannedBuild plan(
      RequestScope service,
      CommitSha commit,
      BuildSpec build,
      boolean anew,
      Environment environment,
      Path tree) {
    String app = ServiceIsolation.app(service);
    Path state = workspace.appState(app);
    BuildPlan plan =
        Pack.of(build.pack(), staticBase)
            .plan(new BuildContext(tree, state.resolve("ledger"), build));
    Map<String, String> variables = environment.atBuild();
    ServiceImages images = ServiceImages.of(isolation.registry(), service);
    TenantIsolation apart =
        isolation.of(
            service,
            plan.readsSecrets() && !variables.isEmpty()
                ? Optional.of(environment.version())
                : Optional.empty(),
            plan.sources(),
            DockerfileSyntax.isAsked(
                plan.frontend(), Optional.ofNullable(plan.locals().get("dockerfile"))));
    return new PlannedBuild(
        request(app, plan, images, commit, variables)
            .noCache(anew)
            .cacheImports(anew ? List.of() : List.of(cache(images)))
            .buildArgs(plan.takesArguments() ? arguments(environment) : Map.of())
            .isolation(apart)
            .build(),
        images,
        plan.notes());
  }

  private BuildRequest.Builder request(
      String app,
      BuildPlan plan,
      ServiceImages images,
      CommitSha commit,
      Map<String, String> variables) {
    return BuildRequest.builder(app, plan.frontend())
        .locals(plan.locals())
        .secrets(secrets(variables))
        .image(ImageExport.to(images.image(commit).value()))
        .cacheExport(cache(images))
        .limits(limits)
        .internal(true);
  }

  private static RegistryCache cache(ServiceImages images) {
    return new RegistryCache(images.cache().value());
  }

  /** What the frontend takes as an order and not as a value is the platform's alone to give. */
  private static Map<String, String> arguments(Environment environment) {
    return environment.publicAtBuild().entrySet().stream()
        .filter(variable -> !variable.getKey().startsWith("BUILDKIT_"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static SecretProvider secrets(Map<String, String> variables) {
    return SecretProvider.of(
        variables.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, e -> e.getValue().getBytes(StandardCharsets.UTF_8))));
  }
}
