package ink.ml.dp.registrygc.roots;

import java.util.List;
import java.util.Set;

/**
 * What a cluster holds at one moment, completely.
 *
 * @param identity what tells this cluster from another one (the UID of its namespace {@code
 *     kube-system}); a store is only ever collected with the cluster that it was collected with
 *     first
 * @param uses every image that anything runs, may run again, or is recorded as a release
 * @param namespaces the names of all namespaces, tenants' and others
 * @param services the services that exist, live or scaled to zero
 */
public record ClusterState(
    String identity, List<ImageUse> uses, Set<String> namespaces, Set<ServiceRef> services) {
  public ClusterState {
    if (identity.isBlank()) {
      throw new IllegalArgumentException("a cluster's identity is never blank");
    }
    uses = List.copyOf(uses);
    namespaces = Set.copyOf(namespaces);
    services = Set.copyOf(services);
  }
}
