package ink.ml.dp.deploy.namespace;

import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.name.NamespaceName;
import ink.ml.dp.model.request.ServiceIdentity;
import java.util.List;
import java.util.Map;

/** What every tenant's namespace holds before a service does. */
final class NamespaceTemplate {
  static final String VERSION = "1";

  /**
   * Private, shared, link-local and benchmarking ranges: where the platform and its neighbours are.
   */
  private static final List<String> PRIVATE =
      List.of(
          "10.0.0.0/8",
          "172.16.0.0/12",
          "192.168.0.0/16",
          "100.64.0.0/10",
          "169.254.0.0/16",
          "198.18.0.0/15");

  private NamespaceTemplate() {}

  static Manifest namespace(ServiceIdentity identity, String versionLabel, String version) {
    String name = identity.namespace().value();
    return new Manifest(
        Kind.NAMESPACE,
        name,
        name,
        Map.of(
            Labels.TENANT,
            identity.tenant().value(),
            Labels.PROJECT,
            identity.project().value(),
            versionLabel,
            version,
            "pod-security.kubernetes.io/enforce",
            "restricted",
            "pod-security.kubernetes.io/warn",
            "restricted"),
        Map.of(),
        Map.of());
  }

  static List<Manifest> fences(NamespaceName namespace) {
    return List.of(
        object(Kind.NETWORK_POLICY, namespace, "ingress-isolation", ingress()),
        object(Kind.NETWORK_POLICY, namespace, "egress-isolation", egress()),
        object(Kind.RESOURCE_QUOTA, namespace, "quota", quota()),
        object(Kind.LIMIT_RANGE, namespace, "limits", limits()));
  }

  private static Manifest object(
      Kind kind, NamespaceName namespace, String name, Map<String, Object> spec) {
    return new Manifest(kind, namespace.value(), name, Map.of(), Map.of(), Map.of("spec", spec));
  }

  /**
   * From the same namespace and from the ingress, which runs in the pods' network so that a
   * selector can name it.
   */
  private static Map<String, Object> ingress() {
    return Map.of(
        "podSelector", Map.of(),
        "policyTypes", List.of("Ingress"),
        "ingress",
            List.of(
                Map.of("from", List.of(Map.of("podSelector", Map.of()))),
                Map.of("from", List.of(traefik()))));
  }

  /**
   * To the same namespace, the cluster's DNS, the ingress (a service's own URL), and the public
   * internet.
   */
  private static Map<String, Object> egress() {
    Map<String, Object> dns =
        Map.of(
            "namespaceSelector", labels("kubernetes.io/metadata.name", "kube-system"),
            "podSelector", labels("k8s-app", "kube-dns"));
    return Map.of(
        "podSelector", Map.of(),
        "policyTypes", List.of("Egress"),
        "egress",
            List.of(
                Map.of("to", List.of(Map.of("podSelector", Map.of()))),
                Map.of("to", List.of(dns), "ports", List.of(port("UDP", 53), port("TCP", 53))),
                Map.of(
                    "to", List.of(traefik()),
                    "ports", List.of(port("TCP", 8000), port("TCP", 8443))),
                Map.of(
                    "to",
                    List.of(Map.of("ipBlock", Map.of("cidr", "0.0.0.0/0", "except", PRIVATE))))));
  }

  private static Map<String, Object> traefik() {
    return Map.of(
        "namespaceSelector", labels("app.kubernetes.io/part-of", "deploy-mcp"),
        "podSelector", labels("app.kubernetes.io/name", "traefik"));
  }

  private static Map<String, Object> labels(String key, String value) {
    return Map.of("matchLabels", Map.of(key, value));
  }

  private static Map<String, Object> port(String protocol, int port) {
    return Map.of("protocol", protocol, "port", port);
  }

  private static Map<String, Object> quota() {
    return Map.of(
        "hard",
        Map.of(
            "pods", "20",
            "requests.cpu", "4",
            "requests.memory", "4Gi",
            "limits.cpu", "8",
            "limits.memory", "8Gi",
            "services.nodeports", "0",
            "services.loadbalancers", "0"));
  }

  /** For pods that say nothing: without a size, the quota would refuse them. */
  private static Map<String, Object> limits() {
    return Map.of(
        "limits",
        List.of(
            Map.of(
                "type", "Container",
                "default", Map.of("cpu", "250m", "memory", "256Mi"),
                "defaultRequest", Map.of("cpu", "250m", "memory", "256Mi"))));
  }
}
