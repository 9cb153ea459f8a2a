package ink.ml.dp.builder.activity;

import ink.ml.dp.builder.image.ServiceImages;
import ink.ml.dp.builder.image.TenantSources;
import ink.ml.dp.builder.packs.BuildContext;
import ink.ml.dp.builder.packs.BuildPlan;
import ink.ml.dp.builder.packs.Pack;
import ink.ml.dp.builder.workspace.Workspace;
import ink.ml.dp.buildkit.BuildRequest;
import ink.ml.dp.buildkit.ImageExport;
import ink.ml.dp.buildkit.RegistryCache;
import ink.ml.dp.buildkit.SecretProvider;
import ink.ml.dp.buildkit.StepLimits;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.RegistryHost;
import ink.ml.dp.model.request.BuildSpec;
import ink.ml.dp.model.request.ServiceIdentity;
import ink.ml.dp.runtime.environment.Environment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Puts together what BuildKit is asked for. */
public final class BuildPlanner {
  private final Workspace workspace;
  private final RegistryHost registry;
  private final String staticBase;
  private final StepLimits limits;

  public BuildPlanner(
      Workspace workspace, RegistryHost registry, String staticBase, StepLimits limits) {
    this.workspace = workspace;
    this.registry = registry;
    this.staticBase = staticBase;
    this.limits = limits;
  }

  PlannedBuild plan(
      ServiceIdentity service,
      CommitSha commit,
      BuildSpec build,
      Environment environment,
      Path tree) {
    String app = service.tenant() + "/" + service.project() + "/" + service.name();
    Path memory = workspace.memory(app);
    BuildPlan plan =
        Pack.of(build.pack(), staticBase)
            .plan(new BuildContext(tree, memory.resolve("ledger"), build));
    Map<String, String> variables = environment.atBuild();
    boolean secrets = plan.readsSecrets() && !variables.isEmpty();
    SecretVersions versions = new SecretVersions(memory);
    boolean anew = secrets && !versions.isLast(environment.version());
    ServiceImages images = ServiceImages.of(registry, service);
    return new PlannedBuild(
        request(app, plan, images, commit, variables).noCache(anew).build(),
        request(app, plan, images, commit, variables).build(),
        images,
        plan.notes(),
        () -> {
          if (secrets) {
            versions.remember(environment.version());
          }
        });
  }

  private BuildRequest.Builder request(
      String app,
      BuildPlan plan,
      ServiceImages images,
      CommitSha commit,
      Map<String, String> variables) {
    RegistryCache cache = new RegistryCache(images.cache().value());
    return BuildRequest.builder(app, plan.frontend())
        .locals(plan.locals())
        // Cache mounts are the daemon's, by the name that the Dockerfile gives them: without this,
        // tenants would share them.
        .buildArgs(Map.of("BUILDKIT_CACHE_MOUNT_NS", app))
        .secrets(secrets(variables))
        .image(ImageExport.to(images.image(commit).value()))
        .cacheImports(List.of(cache))
        .cacheExport(cache)
        .policy(TenantSources.rules(registry, plan.sources()))
        .limits(limits)
        .internal(true);
  }

  private static SecretProvider secrets(Map<String, String> variables) {
    return SecretProvider.of(
        variables.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, e -> e.getValue().getBytes(StandardCharsets.UTF_8))));
  }
}
