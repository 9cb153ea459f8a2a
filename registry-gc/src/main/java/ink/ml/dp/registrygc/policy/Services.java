package ink.ml.dp.registrygc.policy;

import ink.ml.dp.registrygc.roots.ClusterState;
import ink.ml.dp.registrygc.roots.ServiceRef;

/** Which services exist. */
final class Services {
  private Services() {}

  /**
   * Whether a repository's service exists. A path that is deeper than a service's belongs to its
   * namespace, because no service can have that name.
   */
  static boolean exists(ServiceRef service, ClusterState cluster) {
    return cluster.namespaces().contains(service.namespace())
        && (service.service().contains("/") || cluster.services().contains(service));
  }
}
