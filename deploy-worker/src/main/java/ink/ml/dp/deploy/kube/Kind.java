package ink.ml.dp.deploy.kube;

/** The kinds of objects that this worker touches, and where the API server has them. */
public enum Kind {
  NAMESPACE("Namespace", "v1", "namespaces"),
  CONFIG_MAP("ConfigMap", "v1", "configmaps"),
  SECRET("Secret", "v1", "secrets"),
  SERVICE("Service", "v1", "services"),
  POD("Pod", "v1", "pods"),
  EVENT("Event", "v1", "events"),
  RESOURCE_QUOTA("ResourceQuota", "v1", "resourcequotas"),
  LIMIT_RANGE("LimitRange", "v1", "limitranges"),
  DEPLOYMENT("Deployment", "apps/v1", "deployments"),
  INGRESS("Ingress", "networking.k8s.io/v1", "ingresses"),
  NETWORK_POLICY("NetworkPolicy", "networking.k8s.io/v1", "networkpolicies"),
  ROLE_BINDING("RoleBinding", "rbac.authorization.k8s.io/v1", "rolebindings"),
  ENDPOINT_SLICE("EndpointSlice", "discovery.k8s.io/v1", "endpointslices");

  private final String kind;
  private final String apiVersion;
  private final String plural;

  Kind(String kind, String apiVersion, String plural) {
    this.kind = kind;
    this.apiVersion = apiVersion;
    this.plural = plural;
  }

  public String kind() {
    return kind;
  }

  public String apiVersion() {
    return apiVersion;
  }

  /**
   * The path of all objects of this kind in a namespace; the namespace is ignored for namespaces
   * themselves.
   */
  String collection(String namespace) {
    String group = apiVersion.contains("/") ? "/apis/" : "/api/";
    String scope = this == NAMESPACE ? "" : "/namespaces/" + namespace;
    return group + apiVersion + scope + "/" + plural;
  }

  String path(String namespace, String name) {
    return collection(namespace) + "/" + name;
  }
}
