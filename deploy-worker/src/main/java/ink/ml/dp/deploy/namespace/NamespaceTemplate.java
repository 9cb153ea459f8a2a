package ink.ml.dp.deploy.namespace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import ink.ml.dp.deploy.config.Cidr;
import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.deploy.config.WorkerRole;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.name.NamespaceName;
import ink.ml.dp.model.request.RequestScope;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What every tenant's namespace holds before a service does. */
final class NamespaceTemplate {
  /** Sorted, because the order of a {@code Map.of} differs from process to process. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

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

  /** Set by the API server itself: unlike any other label, nobody can give it to a namespace. */
  private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

  /** Where the ingress may run. */
  private static final List<String> INGRESS_NAMESPACES = List.of("dp-ingress", "dp-system");

  private final DeploySettings settings;

  NamespaceTemplate(DeploySettings settings) {
    this.settings = settings;
  }

  /**
   * The namespace itself.
   *
   * @param version of what is in it
   * @param usedBy changes with each use: who deletes an empty namespace does so only as long as
   *     nobody has begun to use it
   */
  Manifest namespace(RequestScope identity, String version, String usedBy) {
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
            Namespaces.TEMPLATE,
            version,
            "pod-security.kubernetes.io/enforce",
            "restricted",
            "pod-security.kubernetes.io/audit",
            "restricted",
            "pod-security.kubernetes.io/warn",
            "restricted"),
        Map.of(Labels.DOMAIN + "used-by", usedBy),
        Map.of());
  }

  /** What is in it, in the order in which it is made: first what lets this worker make the rest. */
  List<Manifest> contents(NamespaceName namespace) {
    List<Manifest> all = new ArrayList<>();
    settings.role().ifPresent(role -> all.add(binding(namespace, role)));
    all.add(object(Kind.NETWORK_POLICY, namespace, "ingress-isolation", ingress()));
    all.add(object(Kind.NETWORK_POLICY, namespace, "egress-isolation", egress()));
    all.add(object(Kind.RESOURCE_QUOTA, namespace, "quota", quota()));
    all.add(object(Kind.LIMIT_RANGE, namespace, "limits", limits()));
    return all;
  }

  /** Another one for every other content, as a label's value. */
  String version() {
    try {
      byte[] content = JSON.writeValueAsBytes(contents(new NamespaceName("dp-any-any")));
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 8);
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Manifest binding(NamespaceName namespace, WorkerRole role) {
    return new Manifest(
        Kind.ROLE_BINDING,
        namespace.value(),
        "deploy-worker",
        Map.of(),
        Map.of(),
        Map.of(
            "roleRef",
            Map.of(
                "apiGroup",
                "rbac.authorization.k8s.io",
                "kind",
                "ClusterRole",
                "name",
                role.clusterRole()),
            "subjects",
            List.of(
                Map.of(
                    "kind",
                    "ServiceAccount",
                    "namespace",
                    role.namespace(),
                    "name",
                    role.serviceAccount()))));
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
  private Map<String, Object> egress() {
    List<String> denied =
        Stream.concat(PRIVATE.stream(), settings.deniedRanges().stream().map(Cidr::value)).toList();
    Map<String, Object> dns =
        Map.of(
            "namespaceSelector", labels(NAMESPACE_NAME, "kube-system"),
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
                    List.of(Map.of("ipBlock", Map.of("cidr", "0.0.0.0/0", "except", denied))))));
  }

  private static Map<String, Object> traefik() {
    return Map.of(
        "namespaceSelector",
            Map.of(
                "matchExpressions",
                List.of(
                    Map.of("key", NAMESPACE_NAME, "operator", "In", "values", INGRESS_NAMESPACES))),
        "podSelector", labels("app.kubernetes.io/name", "traefik"));
  }

  private static Map<String, Object> labels(String key, String value) {
    return Map.of("matchLabels", Map.of(key, value));
  }

  private static Map<String, Object> port(String protocol, int port) {
    return Map.of("protocol", protocol, "port", port);
  }

  /**
   * Twice what the project's services may ask for together: while a release replaces another, both
   * are there.
   */
  private Map<String, Object> quota() {
    String cpu = 2 * settings.projectCpu().millicores() + "m";
    String memory = Math.ceilDiv(2 * settings.projectMemory().bytes(), 1L << 20) + "Mi";
    return Map.of(
        "hard",
        Map.ofEntries(
            Map.entry("pods", "40"),
            Map.entry("requests.cpu", cpu),
            Map.entry("requests.memory", memory),
            Map.entry("limits.cpu", cpu),
            Map.entry("limits.memory", memory),
            Map.entry("requests.ephemeral-storage", "10Gi"),
            Map.entry("limits.ephemeral-storage", "80Gi"),
            Map.entry("count/services", "20"),
            Map.entry("count/ingresses.networking.k8s.io", "20"),
            Map.entry("services.nodeports", "0"),
            Map.entry("services.loadbalancers", "0")));
  }

  /** For pods that say nothing: without a size, the quota would refuse them. */
  private static Map<String, Object> limits() {
    return Map.of(
        "limits",
        List.of(
            Map.of(
                "type", "Container",
                "default", Map.of("cpu", "250m", "memory", "256Mi", "ephemeral-storage", "2Gi"),
                "defaultRequest",
                    Map.of("cpu", "250m", "memory", "256Mi", "ephemeral-storage", "256Mi"))));
  }
}
