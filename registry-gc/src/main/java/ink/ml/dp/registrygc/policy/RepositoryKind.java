package ink.ml.dp.registrygc.policy;

import ink.ml.dp.model.name.ServiceRepository;
import ink.ml.dp.registrygc.roots.ServiceRef;
import java.util.Optional;

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
    return ServiceRepository.parse(repository)
        .<RepositoryKind>map(RepositoryKind::of)
        .orElseGet(Foreign::new);
  }

  private static RepositoryKind of(ServiceRepository repository) {
    ServiceRef service = new ServiceRef(repository.namespace(), repository.service());
    return switch (repository.content()) {
      case IMAGES -> new ServiceImages(service);
      case BUILD_CACHE -> new BuildCache(service);
    };
  }

  /** The service whose repository it is, or empty for a foreign one. */
  default Optional<ServiceRef> owner() {
    return switch (this) {
      case ServiceImages(ServiceRef service) -> Optional.of(service);
      case BuildCache(ServiceRef service) -> Optional.of(service);
      case Foreign() -> Optional.empty();
    };
  }
}
