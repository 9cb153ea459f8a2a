package ink.ml.dp.registrygc.policy;

import ink.ml.dp.registrygc.roots.ServiceRef;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whose a repository is, by its path. */
public sealed interface RepositoryKind {
  /** Images of a service: {@code <namespace>/<service>}. */
  record ServiceImages(ServiceRef service) implements RepositoryKind {}

  /** A service's build cache: {@code cache/<namespace>/<service>}. */
  record BuildCache(ServiceRef service) implements RepositoryKind {}

  /** Anything else: base images, frontends, the platform's own. Nothing of it is ever removed. */
  record Foreign() implements RepositoryKind {}

  /** The repository that the canary pushes to; it cleans up after itself. */
  String CANARY = "dp-system/gc-canary";

  /** The kind of the repository with this path. */
  static RepositoryKind of(String repository) {
    Matcher matcher = Paths.OURS.matcher(repository);
    if (!matcher.matches() || repository.equals(CANARY)) {
      return new Foreign();
    }
    ServiceRef service = new ServiceRef(matcher.group(2), matcher.group(3));
    return matcher.group(1) == null ? new ServiceImages(service) : new BuildCache(service);
  }

  /** The service whose repository it is, or empty for a foreign one. */
  default Optional<ServiceRef> owner() {
    return switch (this) {
      case ServiceImages(ServiceRef service) -> Optional.of(service);
      case BuildCache(ServiceRef service) -> Optional.of(service);
      case Foreign() -> Optional.empty();
    };
  }

  /** Keeps the pattern out of the interface's constants. */
  final class Paths {
    /** A tenant's namespace is {@code dp-<tenant>-<project>}; {@code dp-system} is nobody's. */
    private static final Pattern OURS = Pattern.compile("(cache/)?(dp-[^/-]+-[^/]+)/(.+)");

    private Paths() {}
  }
}
