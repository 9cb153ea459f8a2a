package ink.ml.dp.deploy.release;

import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.request.Protocol;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.model.request.RuntimeSpec;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The objects of a release. */
@Singleton
final class ReleaseManifests {
  /** The user that every tenant's process runs as. */
  static final int USER = 1000;

  private static final String CONTAINER = "app";

  /** The name of the pods' port: a release may have another one than the release before it. */
  private static final String PORT_NAME = "http";

  /** Annotation of a Service: the release that was taken back when it was written. */
  private static final String TAKEN_BACK = Labels.DOMAIN + "taken-back";

  /** Annotation of a Service, for Traefik, which takes port 443 for HTTPS otherwise. */
  private static final String SERVERS_SCHEME =
      "traefik.ingress.kubernetes.io/service.serversscheme";

  private final DeploySettings settings;

  ReleaseManifests(DeploySettings settings) {
    this.settings = settings;
  }

  static String secretName(RequestScope identity, ReleaseRecord release) {
    return secretName(identity, release.id());
  }

  static String secretName(RequestScope identity, String release) {
    return identity.name() + "-env-" + release;
  }

  static String deploymentName(RequestScope identity, String release) {
    return identity.name() + "-" + release;
  }

  Manifest secret(RequestScope identity, ReleaseRecord release, Map<String, String> variables) {
    Map<String, String> all = new TreeMap<>(variables);
    all.put("PORT", Integer.toString(release.runtime().port().number()));
    return object(
        Kind.SECRET,
        secretName(identity, release),
        identity,
        release,
        Map.of("type", "Opaque", "immutable", true, "stringData", all));
  }

  Manifest deployment(RequestScope identity, ReleaseRecord release) {
    Map<String, Object> template =
        Map.of(
            "metadata", Map.of("labels", podLabels(identity, release)),
            "spec", pod(identity, release));
    return object(
        Kind.DEPLOYMENT,
        deploymentName(identity, release.id()),
        identity,
        release,
        Map.of(
            "spec",
            Map.of(
                "replicas",
                1,
                "revisionHistoryLimit",
                2,
                "progressDeadlineSeconds",
                600,
                "selector",
                Map.of("matchLabels", selector(identity, release)),
                "strategy",
                Map.of(
                    "type",
                    "RollingUpdate",
                    "rollingUpdate",
                    Map.of("maxUnavailable", 0, "maxSurge", 1)),
                "template",
                template)));
  }

  /**
   * The Service, as it leads to a release.
   *
   * @param takenBack the release that was taken back for that; empty when none was
   */
  Manifest service(RequestScope identity, ReleaseRecord release, String takenBack) {
    Map<String, String> annotations = new TreeMap<>(annotations(identity, release));
    annotations.put(TAKEN_BACK, takenBack);
    annotations.put(SERVERS_SCHEME, release.runtime().protocol() == Protocol.H2C ? "h2c" : "http");
    return new Manifest(
        Kind.SERVICE,
        identity.namespace().value(),
        identity.name().value(),
        labels(identity),
        annotations,
        Map.of(
            "spec",
            Map.of(
                "type", "ClusterIP",
                "selector", selector(identity, release),
                "ports",
                    List.of(
                        Map.of(
                            "name",
                            new IngressBackend(identity).portName(),
                            "protocol",
                            "TCP",
                            "port",
                            release.runtime().port().number(),
                            "targetPort",
                            PORT_NAME)))));
  }

  Manifest ingress(RequestScope identity, ReleaseRecord release) {
    Map<String, Object> backend =
        Map.of(
            "service",
            Map.of(
                "name",
                identity.name().value(),
                "port",
                Map.of("name", new IngressBackend(identity).portName())));
    Map<String, Object> path = Map.of("path", "/", "pathType", "Prefix", "backend", backend);
    return object(
        Kind.INGRESS,
        identity.name().value(),
        identity,
        release,
        Map.of(
            "spec",
            Map.of(
                "ingressClassName", settings.ingressClass(),
                "rules",
                    List.of(
                        Map.of(
                            "host", settings.host(identity.name()),
                            "http", Map.of("paths", List.of(path)))))));
  }

  private Manifest object(
      Kind kind,
      String name,
      RequestScope identity,
      ReleaseRecord release,
      Map<String, Object> content) {
    return new Manifest(
        kind,
        identity.namespace().value(),
        name,
        labels(identity),
        annotations(identity, release),
        content);
  }

  private static Map<String, String> annotations(RequestScope identity, ReleaseRecord release) {
    return Map.of(
        // The writer's, also when it writes an earlier release: that is what fences.
        Labels.SEQUENCE, Long.toString(identity.sequence().number()),
        Labels.RELEASE, release.id(),
        Labels.SERVICE_ID, identity.serviceId().value());
  }

  /** The pods of one release, and of no other. */
  private static Map<String, String> selector(RequestScope identity, ReleaseRecord release) {
    return Map.of("app", identity.name().value(), Labels.RELEASE, release.id());
  }

  private static Map<String, String> labels(RequestScope identity) {
    return Map.of(
        "app",
        identity.name().value(),
        "app.kubernetes.io/name",
        identity.name().value(),
        "app.kubernetes.io/managed-by",
        "deploy-platform",
        Labels.TENANT,
        identity.tenant().value(),
        Labels.PROJECT,
        identity.project().value(),
        Labels.SERVICE,
        identity.name().value());
  }

  private static Map<String, String> podLabels(RequestScope identity, ReleaseRecord release) {
    Map<String, String> labels = new TreeMap<>(labels(identity));
    labels.put(Labels.RELEASE, release.id());
    return labels;
  }

  private static Map<String, Object> pod(RequestScope identity, ReleaseRecord release) {
    return Map.of(
        "runtimeClassName",
        "gvisor",
        "automountServiceAccountToken",
        false,
        "enableServiceLinks",
        false,
        "terminationGracePeriodSeconds",
        30,
        "securityContext",
        Map.of(
            "runAsNonRoot", true,
            "runAsUser", USER,
            "runAsGroup", USER,
            "fsGroup", USER,
            "seccompProfile", Map.of("type", "RuntimeDefault")),
        "containers",
        List.of(container(identity, release)),
        "volumes",
        List.of(Map.of("name", "home", "emptyDir", Map.of("sizeLimit", "512Mi"))));
  }

  private static Map<String, Object> container(RequestScope identity, ReleaseRecord release) {
    RuntimeSpec runtime = release.runtime();
    String cpu = runtime.cpu().toString();
    String memory = runtime.memory().toString();
    Map<String, Object> container = new TreeMap<>();
    container.put("name", CONTAINER);
    container.put("image", release.pinned().value());
    container.put("imagePullPolicy", "IfNotPresent");
    container.put(
        "ports",
        List.of(
            Map.of(
                "name", PORT_NAME, "protocol", "TCP", "containerPort", runtime.port().number())));
    container.put(
        "envFrom", List.of(Map.of("secretRef", Map.of("name", secretName(identity, release)))));
    container.put(
        "resources",
        Map.of(
            "requests", Map.of("cpu", cpu, "memory", memory, "ephemeral-storage", "256Mi"),
            "limits", Map.of("cpu", cpu, "memory", memory, "ephemeral-storage", "2Gi")));
    container.put(
        "securityContext",
        Map.of(
            "allowPrivilegeEscalation", false,
            "readOnlyRootFilesystem", false,
            "capabilities", Map.of("drop", List.of("ALL"))));
    container.put("volumeMounts", List.of(Map.of("name", "home", "mountPath", Homes.HOME)));
    container.put("readinessProbe", probe(runtime));
    // While the endpoint's removal travels to every proxy, the old pod still answers.
    container.put("lifecycle", Map.of("preStop", Map.of("sleep", Map.of("seconds", 3))));
    return container;
  }

  private static Map<String, Object> probe(RuntimeSpec runtime) {
    Map<String, Object> probe = new TreeMap<>();
    probe.put("periodSeconds", 1);
    probe.put("timeoutSeconds", 3);
    probe.put("failureThreshold", 3);
    runtime
        .healthPath()
        .ifPresentOrElse(
            path ->
                probe.put("httpGet", Map.of("path", path.value(), "port", runtime.port().number())),
            () -> probe.put("tcpSocket", Map.of("port", runtime.port().number())));
    return probe;
  }
}
