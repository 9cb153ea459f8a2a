package ink.ml.dp.buildkit;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to build.
 *
 * @param appKey names the app, unique over tenants: chooses the daemon, and lets the daemon keep
 *     the app's files between builds
 * @param frontend what turns files into steps
 * @param locals the directories that the frontend reads, by the name it asks for: {@code context}
 *     and {@code dockerfile}
 * @param buildArgs values that the build may read and that end up in the image's history: never
 *     secrets
 * @param labels put on the image
 * @param platforms such as {@code linux/amd64}; empty means the daemon's own
 * @param secrets asked by the daemon when a step mounts a secret
 * @param image where to push; absent for a build whose result is only cached
 * @param cacheImports registry caches to look into
 * @param cacheExport where {@link BuildKitClient#exportCache} writes
 * @param policy what the build may read, first to last
 * @param isolation what keeps it apart from others' builds
 * @param limits of each step
 * @param noCache run every step anew
 * @param internal keep no record in the daemon's history, which is faster
 */
public record BuildRequest(
    String appKey,
    Frontend frontend,
    Map<String, LocalSource> locals,
    Map<String, String> buildArgs,
    Map<String, String> labels,
    List<String> platforms,
    SecretProvider secrets,
    Optional<ImageExport> image,
    List<RegistryCache> cacheImports,
    Optional<RegistryCache> cacheExport,
    List<SourceRule> policy,
    TenantIsolation isolation,
    StepLimits limits,
    boolean noCache,
    boolean internal) {

  public BuildRequest {
    if (appKey.isBlank()) {
      throw new IllegalArgumentException("the app key must not be blank");
    }
    locals = Map.copyOf(locals);
    buildArgs = Map.copyOf(buildArgs);
    labels = Map.copyOf(labels);
    platforms = List.copyOf(platforms);
    cacheImports = List.copyOf(cacheImports);
    policy = List.copyOf(policy);
  }

  public static Builder builder(String appKey, Frontend frontend) {
    return new Builder(appKey, frontend);
  }

  /** Without values of build arguments, which are the tenant's. */
  @Override
  public String toString() {
    return "BuildRequest[appKey=%s, frontend=%s, locals=%s, image=%s, internal=%s]"
        .formatted(appKey, frontend, locals.keySet(), image, internal);
  }

  /** Collects a request; what is not said is empty. */
  public static final class Builder {
    private final String appKey;
    private final Frontend frontend;
    private Map<String, LocalSource> locals = Map.of();
    private Map<String, String> buildArgs = Map.of();
    private Map<String, String> labels = Map.of();
    private List<String> platforms = List.of();
    private SecretProvider secrets = SecretProvider.none();
    private @Nullable ImageExport image;
    private List<RegistryCache> cacheImports = List.of();
    private @Nullable RegistryCache cacheExport;
    private List<SourceRule> policy = List.of();
    private TenantIsolation isolation = TenantIsolation.none();
    private StepLimits limits = StepLimits.none();
    private boolean noCache;
    private boolean internal = true;

    private Builder(String appKey, Frontend frontend) {
      this.appKey = Objects.requireNonNull(appKey);
      this.frontend = Objects.requireNonNull(frontend);
    }

    public Builder locals(Map<String, LocalSource> value) {
      locals = value;
      return this;
    }

    /** One directory that is both the context and where the Dockerfile is. */
    public Builder context(LocalSource value) {
      return locals(Map.of("context", value, "dockerfile", value));
    }

    public Builder buildArgs(Map<String, String> value) {
      buildArgs = value;
      return this;
    }

    public Builder labels(Map<String, String> value) {
      labels = value;
      return this;
    }

    public Builder platforms(List<String> value) {
      platforms = value;
      return this;
    }

    public Builder secrets(SecretProvider value) {
      secrets = value;
      return this;
    }

    public Builder image(ImageExport value) {
      image = value;
      return this;
    }

    public Builder cacheImports(List<RegistryCache> value) {
      cacheImports = value;
      return this;
    }

    public Builder cacheExport(RegistryCache value) {
      cacheExport = value;
      return this;
    }

    public Builder policy(List<SourceRule> value) {
      policy = value;
      return this;
    }

    public Builder isolation(TenantIsolation value) {
      isolation = value;
      return this;
    }

    public Builder limits(StepLimits value) {
      limits = value;
      return this;
    }

    public Builder noCache(boolean value) {
      noCache = value;
      return this;
    }

    public Builder internal(boolean value) {
      internal = value;
      return this;
    }

    public BuildRequest build() {
      return new BuildRequest(
          appKey,
          frontend,
          locals,
          buildArgs,
          labels,
          platforms,
          secrets,
          Optional.ofNullable(image),
          cacheImports,
          Optional.ofNullable(cacheExport),
          policy,
          isolation,
          limits,
          noCache,
          internal);
    }
  }
}
