package ink.ml.dp.registrygc.testing;

import ink.ml.dp.registrygc.policy.CountMode;
import ink.ml.dp.registrygc.policy.RetentionSettings;
import ink.ml.dp.registrygc.roots.ClusterState;
import ink.ml.dp.registrygc.roots.ImageUse;
import ink.ml.dp.registrygc.roots.ServiceRef;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Settings and clusters for tests in which everything happens within seconds. */
public final class Retentions {
  private Retentions() {}

  /** Keeps this many tags, and what is younger than this; nothing else. */
  public static RetentionSettings keep(int tags, Duration minAge) {
    return new RetentionSettings(
        tags,
        CountMode.TAGS,
        minAge,
        Duration.ZERO,
        Duration.ofDays(14),
        Duration.ZERO,
        Duration.ofHours(72),
        Duration.ZERO,
        4,
        List.of());
  }

  /** A cluster with these services, {@code namespace/name}, that uses these images. */
  public static ClusterState cluster(Collection<String> services, List<ImageUse> uses) {
    Set<ServiceRef> refs =
        services.stream()
            .map(
                s ->
                    new ServiceRef(s.substring(0, s.indexOf('/')), s.substring(s.indexOf('/') + 1)))
            .collect(Collectors.toSet());
    return new ClusterState(
        "cluster",
        uses,
        refs.stream().map(ServiceRef::namespace).collect(Collectors.toSet()),
        refs);
  }
}
