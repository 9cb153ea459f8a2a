package ink.ml.dp.acceptance;

import com.fasterxml.jackson.databind.ObjectMapper;
import ink.ml.dp.devstack.client.PageCheck;
import ink.ml.dp.devstack.client.ServiceStarter.Sent;
import ink.ml.dp.devstack.standins.githost.RepositoryKey;
import ink.ml.dp.devstack.standins.mcp.RegisteredService;
import ink.ml.dp.devstack.standins.mcp.Variable;
import ink.ml.dp.devstack.testing.TestPlatform;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.ServiceId;
import ink.ml.dp.model.request.GitHost;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.result.Progress;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.model.workflow.WorkflowIds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A service of a tenant: what its owner and the API do with it. */
final class TestService {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestedPlatform platform;
  private final String tenant;
  private final String name;
  private final RegisteredService registered;

  TestService(TestedPlatform platform, String tenant, String name) {
    this.platform = platform;
    this.tenant = tenant;
    this.name = name;
    this.registered = platform.standIns().mcp().register(tenant, "default", name);
  }

  String name() {
    return name;
  }

  String namespace() {
    return "dp-" + tenant + "-default";
  }

  String serviceId() {
    return registered.serviceId();
  }

  String workflowId() {
    return WorkflowIds.of(new ServiceId(serviceId()));
  }

  RepositoryKey repository() {
    return RepositoryKey.of(GitHost.GITEA.wire(), tenant + "/" + name);
  }

  CommitSha commit(Map<String, String> files) {
    return platform.standIns().git().commitFiles(repository(), new HashMap<>(files), "A change");
  }

  /** Makes the repository equal to a sample. */
  CommitSha commitSample(String sample) {
    Path directory = TestPlatform.root().resolve("devstack/samples").resolve(sample);
    return platform.standIns().git().commitDirectory(repository(), directory, "The sample");
  }

  void setEnvironment(Variable... variables) {
    platform.standIns().mcp().setEnvironment(serviceId(), List.of(variables));
  }

  /**
   * The service's next request.
   *
   * @param fields what differs from an ordinary one, under its wire names
   */
  ServiceRequest request(Operation operation, Map<String, ?> fields) {
    Map<String, Object> wire = new HashMap<>();
    wire.put("request_id", UUID.randomUUID().toString());
    wire.put("operation", operation.wire());
    wire.put("sequence", platform.standIns().mcp().nextSequence(serviceId()));
    wire.put("service_id", serviceId());
    wire.put("tenant", tenant);
    wire.put("name", name);
    wire.put("git_host", GitHost.GITEA.wire());
    wire.put("repo", repository().name().value());
    wire.put("build_pack", "dockerfile");
    wire.putAll(fields);
    return JSON.convertValue(wire, ServiceRequest.class);
  }

  Sent start(ServiceRequest request) {
    return platform.starter().send(request);
  }

  Sent start(Operation operation) {
    return start(request(operation, Map.of()));
  }

  ServiceResult send(Operation operation, Map<String, ?> fields) {
    return answer(start(request(operation, fields)));
  }

  ServiceResult deploy() {
    return send(Operation.CREATE, Map.of());
  }

  ServiceResult delete() {
    return send(Operation.DELETE, Map.of());
  }

  /** What the API is told in the end. */
  ServiceResult answer(Sent sent) {
    return Await.value(
        "the request for " + name + " is answered", () -> sent.result(500, TimeUnit.MILLISECONDS));
  }

  /** Waits until the newest run is at a stage. */
  void awaitStage(Sent sent, String stage) {
    Await.until(
        name + " is at " + stage,
        () -> sent.progress().map(Progress::stage).filter(stage::equals).isPresent());
  }

  /** Starts a deploy of a commit of {@link Sources#slowService}, and waits for its slow step. */
  Sent startBuild(CommitSha commit) {
    ServiceRequest request = request(Operation.CREATE, Map.of("commit_sha", commit.value()));
    Sent sent = start(request);
    Path log =
        platform
            .platform()
            .instance()
            .buildLogs()
            .resolve(serviceId())
            .resolve(request.requestId() + ".log");
    // With a time before it: the line that names the step has the same words.
    Await.until(
        "the slow step of " + name + " runs",
        () -> Files.exists(log) && Sources.SLOW_STEP.matcher(Texts.read(log)).find());
    return sent;
  }

  PageCheck.Page page() {
    return PageCheck.get(url());
  }

  /**
   * Waits until the page begins with this. A proxy hears of a new release a moment after the
   * cluster does, and until then may still ask the one before.
   */
  void awaitPage(String start) {
    Await.until(url() + " answers " + start, () -> page().body().startsWith(start));
  }

  String url() {
    return "http://%s.localhost:%d".formatted(name, platform.platform().endpoints().appsPort());
  }

  /** The sequence that the API gave out last. */
  long lastSequence() {
    return platform.standIns().mcp().services().stream()
        .filter(service -> service.serviceId().equals(serviceId()))
        .map(RegisteredService::sequence)
        .findFirst()
        .orElseThrow();
  }
}
