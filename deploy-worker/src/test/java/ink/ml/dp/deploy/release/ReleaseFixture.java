package ink.ml.dp.deploy.release;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import ink.ml.dp.deploy.claim.Claims;
import ink.ml.dp.deploy.claim.ProjectQuota;
import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.deploy.kube.Cluster;
import ink.ml.dp.deploy.kube.Kind;
import ink.ml.dp.deploy.kube.KubernetesApi;
import ink.ml.dp.deploy.kube.Manifest;
import ink.ml.dp.deploy.namespace.Namespaces;
import ink.ml.dp.deploy.testing.FakeApiServer;
import ink.ml.dp.deploy.testing.FakeNeighbours;
import ink.ml.dp.deploy.testing.Foreigner;
import ink.ml.dp.deploy.testing.Identities;
import ink.ml.dp.deploy.testing.TestSettings;
import ink.ml.dp.model.activity.BuiltImage;
import ink.ml.dp.model.activity.DeployInput;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.Labels;
import ink.ml.dp.model.release.ReleaseRecord;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.model.request.RuntimeSettings;
import ink.ml.dp.model.result.ServiceError;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.runtime.environment.EnvironmentClient;
import ink.ml.dp.runtime.redact.Redactor;
import ink.ml.dp.runtime.registry.RegistryClient;
import io.kubernetes.client.openapi.ApiClient;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parts that make releases, wired as in the worker, and what tests do with them. */
public final class ReleaseFixture {
  private static final ObjectMapper JSON = new ObjectMapper();

  public final Cluster cluster;
  public final Claims claims;
  public final ProjectQuota quota;
  public final Namespaces namespaces;
  public final Releases releases;
  public final Admission admission;
  public final EnvironmentClient environments;
  public final RegistryClient registry;
  public final Foreigner foreigner;
  final ReleaseStore records;
  public final Mending mending;
  final Selection selection;
  private final ReleaseManifests manifests;
  private final EnvironmentSecrets secrets;

  /** On a cluster that is not real, beside a registry and an API that are not either. */
  public static ReleaseFixture against(FakeApiServer server, FakeNeighbours neighbours) {
    return against(server, neighbours, Map.of());
  }

  /** The same, with further settings. */
  public static ReleaseFixture against(
      FakeApiServer server, FakeNeighbours neighbours, Map<String, String> further) {
    Map<String, String> settings = new HashMap<>(further);
    settings.put("REGISTRY_HOST", "registry:5000");
    settings.put("REGISTRY_URL", neighbours.url());
    settings.put("MCP_API_URL", neighbours.url());
    settings.put("MCP_API_TOKEN", "a-token");
    return new ReleaseFixture(server.client(), TestSettings.of(settings));
  }

  public ReleaseFixture(ApiClient client, Settings settings) {
    DeploySettings deploy = DeploySettings.read(settings);
    this.cluster = new Cluster(new KubernetesApi(client));
    this.quota = new ProjectQuota(cluster, deploy);
    this.claims = new Claims(cluster, deploy, InstantSource.system(), quota);
    this.namespaces = new Namespaces(cluster, deploy);
    this.environments = new EnvironmentClient(settings, new Redactor());
    this.registry = new RegistryClient(settings);
    this.foreigner = new Foreigner(client);
    this.records = new ReleaseStore(cluster);
    this.manifests = new ReleaseManifests(deploy);
    this.secrets = new EnvironmentSecrets(cluster, manifests);
    this.selection = new Selection(cluster, manifests);
    this.releases =
        new Releases(
            claims,
            namespaces,
            records,
            manifests,
            secrets,
            cluster,
            registry,
            environments,
            new Serving(selection),
            selection,
            new Applier(claims, records, manifests, secrets, selection, cluster));
    this.mending = new Mending(claims, records, selection, releases);
    this.admission = new Admission(claims, releases);
  }

  /** Claims and applies a release, as two activities of one request do. */
  public ReleaseRecord deploy(Identities service, long sequence) {
    claims.claim(service.at(sequence), Operation.REDEPLOY);
    return releases.deploy(service.at(sequence), input(service, sequence));
  }

  /** As {@link #deploy}, with this protocol and exposure. */
  ReleaseRecord deploy(Identities service, long sequence, String protocol, String expose) {
    claims.claim(service.at(sequence), Operation.REDEPLOY);
    DeployInput input = input(service, sequence);
    return releases.deploy(
        service.at(sequence),
        new DeployInput(
            input.service(),
            input.image(),
            input.commitSha(),
            input.buildKey(),
            input.environmentVersion(),
            input.settings().but().protocol(protocol).expose(expose).build()));
  }

  /** As {@link #deploy}, and it answers. */
  public void run(Identities service, long sequence) {
    succeed(service, sequence, deploy(service, sequence));
  }

  /** Says that a release answers, as the request that has this sequence. */
  public ServiceResult succeed(Identities service, long sequence, ReleaseRecord release) {
    return releases.succeeded(
        service.at(sequence), release, running(service, sequence, release, 1_000 + sequence));
  }

  /** What a request is told whose release answered first at this time. */
  static ServiceResult running(
      Identities service, long sequence, ReleaseRecord release, long servedAt) {
    return new ServiceResult(
        service.key(sequence).requestId(),
        sequence,
        "running",
        "http://" + service.name(),
        release.commitSha(),
        release.digest(),
        release.id(),
        null,
        servedAt);
  }

  /** Takes a request's release back, which failed with this code. */
  public Optional<ReleaseRecord> restore(Identities service, long sequence, FailureCode code) {
    return restore(service.at(sequence), code);
  }

  Optional<ReleaseRecord> restore(RequestScope request, FailureCode code) {
    return releases.restore(request, code.wire(), Optional.of(failed(request, code)));
  }

  static ServiceResult failed(RequestScope request, FailureCode code) {
    return new ServiceResult(
        request.requestId().value(),
        request.sequence().number(),
        code == FailureCode.CANCELLED ? "cancelled" : "failed",
        null,
        "c".repeat(40),
        null,
        null,
        ServiceError.of(code, "tried to try it but failed because it did", List.of()));
  }

  /**
   * What to deploy: another image for every sequence, and more CPU than any project has, so that a
   * real cluster makes no pod of it.
   */
  public static DeployInput input(Identities service, long sequence) {
    String image =
        "registry:5000/" + service.namespace() + "/" + service.name() + ":" + "c".repeat(40);
    return new DeployInput(
        service.key(sequence),
        new BuiltImage(image, digest(sequence), 1, 0, false),
        "c".repeat(40),
        "key-" + sequence,
        "v1",
        RuntimeSettings.builder().port(8080).cpu("64").memory("64Mi").build());
  }

  /** The release that this makes. */
  public static ReleaseRecord release(Identities service, long sequence) {
    return ReleaseRecord.of(input(service, sequence));
  }

  static String digest(long sequence) {
    return "sha256:" + "%064x".formatted(sequence);
  }

  public Optional<JsonNode> find(Identities service, Kind kind) {
    return cluster.get(kind, service.namespace(), service.name());
  }

  public JsonNode object(Identities service, Kind kind) {
    return find(service, kind).orElseThrow();
  }

  /** The Deployment of a release. */
  public Optional<JsonNode> findDeployment(Identities service, long sequence) {
    return find(service.named(service.name() + "-r" + sequence), Kind.DEPLOYMENT);
  }

  public JsonNode deployment(Identities service, long sequence) {
    return findDeployment(service, sequence).orElseThrow();
  }

  /** The releases that have a Deployment; empty for a single one of the first form. */
  public List<String> running(Identities service) {
    return cluster
        .list(Kind.DEPLOYMENT, service.namespace(), Labels.SERVICE + "=" + service.name())
        .stream()
        .map(deployment -> deployment.path("metadata").path("name").asText())
        .map(name -> name.equals(service.name()) ? "" : name.substring(service.name().length() + 1))
        .sorted()
        .toList();
  }

  /** The release that the Service selects; empty for any. */
  public String seen(Identities service) {
    return object(service, Kind.SERVICE)
        .path("spec")
        .path("selector")
        .path(Labels.RELEASE)
        .asText();
  }

  /**
   * Deploys a release as it was done when a service had a single Deployment, behind a Service that
   * selects any release by the port's number.
   *
   * @param status what the Deployment says of itself, where no controller does
   */
  public ReleaseRecord deployInFirstForm(
      Identities service, DeployInput input, Map<String, Object> status) {
    RequestScope identity = input.service().parse();
    claims.claim(identity, Operation.REDEPLOY);
    namespaces.ensure(identity);
    ReleaseRecord release = ReleaseRecord.of(input);
    records.update(identity, before -> before.begun(release));
    secrets.create(identity, release, Map.of("GREETING", ""));
    cluster.apply(manifests.ingress(identity, release));
    ObjectNode deployment = content(manifests.deployment(identity, release));
    deployment.withObject("/spec/selector/matchLabels").remove(Labels.RELEASE);
    deployment.putPOJO("status", status);
    cluster.apply(named(service, manifests.deployment(identity, release), deployment));
    Manifest now = manifests.service(identity, release, "");
    ObjectNode selecting = content(now);
    selecting.withObject("/spec/selector").remove(Labels.RELEASE);
    int port = release.runtime().port().number();
    ((ObjectNode) selecting.path("spec").path("ports").path(0)).put("targetPort", port);
    cluster.apply(named(service, now, selecting));
    return release;
  }

  /** The Ingress as a release's request writes it. */
  Manifest ingress(Identities service, long sequence) {
    return manifests.ingress(service.at(sequence), release(service, sequence));
  }

  /** Notes that a release answers, and nothing else. */
  public void recordAnswer(Identities service, long sequence, ReleaseRecord release) {
    records.update(
        service.at(sequence),
        before -> before.succeeded(release, running(service, sequence, release, 1)));
  }

  private static ObjectNode content(Manifest manifest) {
    return JSON.valueToTree(manifest.content());
  }

  private static Manifest named(Identities service, Manifest manifest, ObjectNode content) {
    return new Manifest(
        manifest.kind(),
        manifest.namespace(),
        service.name(),
        manifest.labels(),
        manifest.annotations(),
        JSON.convertValue(content, new TypeReference<Map<String, Object>>() {}));
  }

  static long sequence(JsonNode object) {
    return object.path("metadata").path("annotations").path(Labels.SEQUENCE).asLong();
  }

  List<String> secrets(Identities service) {
    return cluster
        .list(Kind.SECRET, service.namespace(), Labels.SERVICE + "=" + service.name())
        .stream()
        .map(secret -> secret.path("metadata").path("name").asText())
        .sorted()
        .toList();
  }

  /** Of the record: the releases, newest first, as {@code r3 live}. */
  public List<String> outcomes(Identities service) {
    return records.read(service.at(1)).releases().stream()
        .map(release -> release.id() + " " + release.state().wire())
        .toList();
  }
}
