package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.activity.AliveActivities;
import ink.ml.dp.model.activity.TaskQueues;
import ink.ml.dp.model.name.ServiceId;
import ink.ml.dp.model.name.WorkspaceId;
import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.model.workflow.SearchAttributes;
import ink.ml.dp.model.workflow.ServiceWorkflow;
import ink.ml.dp.model.workflow.WorkflowIds;
import ink.ml.dp.runtime.temporal.WireConverter;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributeKey;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** The workflows on the in-memory server, with fakes on every queue. */
final class WorkflowFixture implements AutoCloseable {
  /** The only one that has a builder. */
  private static final WorkspaceId DISK = new WorkspaceId("disk-1");

  static final String ID = WorkflowIds.of(new ServiceId("svc-1"));

  /** Short, because the in-memory server does not skip time while a task waits to be polled. */
  static final BuilderLimits LIMITS =
      new BuilderLimits(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMinutes(1));

  final Script script = new Script();
  final TestWorkflowEnvironment environment;

  /**
   * @param skipTime whether waiting takes no time; not for tests of cancellation
   */
  WorkflowFixture(boolean skipTime) {
    this(skipTime, LIMITS, 10);
  }

  /**
   * @param builds how many the builder takes at once
   */
  WorkflowFixture(boolean skipTime, BuilderLimits limits, int builds) {
    environment =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setUseTimeskipping(skipTime)
                .setWorkflowClientOptions(
                    WorkflowClientOptions.newBuilder()
                        .setDataConverter(WireConverter.create())
                        .build())
                .build());
    Set<String> names =
        SearchAttributes.ALL.stream().map(SearchAttributeKey::getName).collect(Collectors.toSet());
    names.forEach(
        name ->
            environment.registerSearchAttribute(name, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
    WorkerOptions options =
        WorkerOptions.newBuilder().setMaxHeartbeatThrottleInterval(Duration.ofMillis(100)).build();
    Worker deploy =
        environment.newWorker(
            TaskQueues.DEPLOY,
            WorkerOptions.newBuilder(options).setMaxConcurrentActivityExecutionSize(20).build());
    ServiceWorkflows.register(deploy, new WorkflowSettings(names, limits));
    FakeCluster cluster = new FakeCluster(script);
    deploy.registerActivitiesImplementations(cluster);
    environment
        .newWorker(
            TaskQueues.DEPLOY_WAIT,
            WorkerOptions.newBuilder(options)
                .setMaxConcurrentActivityExecutionSize(1000)
                .setUsingVirtualThreadsOnActivityWorker(true)
                .build())
        .registerActivitiesImplementations(cluster);
    environment
        .newWorker(TaskQueues.BUILD, options)
        .registerActivitiesImplementations(new FakeSources(script), new FakeImages(script));
    environment
        .newWorker(
            TaskQueues.buildOn(DISK),
            WorkerOptions.newBuilder(options).setMaxConcurrentActivityExecutionSize(builds).build())
        .registerActivitiesImplementations(new FakeBuilder(script));
    AliveActivities alive = () -> {};
    environment
        .newWorker(TaskQueues.aliveOn(DISK), options)
        .registerActivitiesImplementations(alive);
    environment.start();
  }

  /** Signal-with-start, as the API does it. */
  WorkflowStub send(ServiceRequest request) {
    return send(
        Operation.fromWire(String.valueOf(request.operation()))
            .orElse(Operation.CREATE)
            .workflowType(),
        request);
  }

  WorkflowStub send(String type, ServiceRequest request) {
    return sendAnything(type, request);
  }

  /** To another service than the one that the tests are mostly about. */
  WorkflowStub sendTo(String service, ServiceRequest request) {
    String type =
        Operation.fromWire(String.valueOf(request.operation())).orElseThrow().workflowType();
    return sendAnything(WorkflowIds.of(new ServiceId(service)), type, request);
  }

  WorkflowStub sendAnything(String type, Object request) {
    return sendAnything(ID, type, request);
  }

  private WorkflowStub sendAnything(String id, String type, Object request) {
    WorkflowStub stub =
        environment
            .getWorkflowClient()
            .newUntypedWorkflowStub(
                type,
                WorkflowOptions.newBuilder()
                    .setWorkflowId(id)
                    .setTaskQueue(TaskQueues.DEPLOY)
                    .build());
    stub.signalWithStart(ServiceWorkflow.SUPERSEDE, new Object[] {request}, new Object[] {request});
    return stub;
  }

  static ServiceResult result(WorkflowStub stub) throws TimeoutException {
    return stub.getResult(30, TimeUnit.SECONDS, ServiceResult.class);
  }

  ServiceResult run(ServiceRequest request) throws TimeoutException {
    return result(send(request));
  }

  @Override
  public void close() {
    environment.close();
  }
}
