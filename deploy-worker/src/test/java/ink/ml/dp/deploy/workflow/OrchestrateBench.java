package ink.ml.dp.deploy.workflow;

import ink.ml.dp.devstack.server.Part;
import ink.ml.dp.devstack.testing.TestPlatform;
import ink.ml.dp.model.activity.AliveActivities;
import ink.ml.dp.model.activity.ServiceKey;
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
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributeKey;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;

/**
 * {@code bench orchestrate}: what a deploy takes beside its activities, which do nothing here, on
 * one worker and a real Temporal. The peer is {@link BareDeploy}: the same calls in a row. Prints
 * seconds, but for {@code history-events}, and says how much heap was in use.
 *
 * <ul>
 *   <li>{@code one-p50}, {@code one-p95}: deploys one after the other, both kinds in turns.
 *   <li>{@code steady-p50}, {@code steady-p95}: 300 a minute, of 200 services in turn.
 *   <li>{@code at-once}: until the last of 200 that are asked for at once has ended.
 * </ul>
 *
 * <p>Argument: how many one after the other.
 */
final class OrchestrateBench implements AutoCloseable {
  private static final int SERVICES = 200;
  private static final int STEADY = 300;
  private static final Duration APART = Duration.ofMinutes(1).dividedBy(STEADY);
  private static final WorkspaceId DISK = new WorkspaceId("disk-1");
  private static final String RUN = Long.toString(System.currentTimeMillis(), 36);

  private final WorkflowServiceStubs stubs;
  private final WorkflowClient client;
  private final WorkerFactory workers;
  private long sequence;

  private OrchestrateBench(String address) {
    stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder()
                .setTarget(address)
                .validateAndBuildWithDefaults());
    client =
        WorkflowClient.newInstance(
            stubs,
            WorkflowClientOptions.newBuilder()
                .setDataConverter(WireConverter.create())
                .validateAndBuildWithDefaults());
    workers = WorkerFactory.newInstance(client);
    Script script = new Script();
    FakeCluster cluster = new FakeCluster(script);
    Worker deploy = worker(TaskQueues.DEPLOY, 20, cluster);
    ServiceWorkflows.register(
        deploy,
        WorkflowSettings.of(
            SearchAttributes.ALL.stream()
                .map(SearchAttributeKey::getName)
                .collect(Collectors.toSet())));
    deploy.registerWorkflowImplementationTypes(BareDeploy.Loop.class);
    worker(TaskQueues.DEPLOY_WAIT, 1000, cluster);
    worker(TaskQueues.BUILD, 20, new FakeSources(script), new FakeImages(script));
    worker(TaskQueues.buildOn(DISK), 20, new FakeBuilder(script));
    AliveActivities alive = () -> {};
    worker(TaskQueues.aliveOn(DISK), 5, alive);
    workers.start();
  }

  private Worker worker(String queue, int activities, Object... implementations) {
    Worker worker =
        workers.newWorker(
            queue,
            WorkerOptions.newBuilder()
                .setMaxConcurrentActivityExecutionSize(activities)
                .setUsingVirtualThreadsOnActivityWorker(true)
                .build());
    worker.registerActivitiesImplementations(implementations);
    return worker;
  }

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 50;
    String address = TestPlatform.with(Part.TEMPORAL).endpoints().temporalAddress();
    try (OrchestrateBench bench = new OrchestrateBench(address)) {
      bench.run(rounds);
    }
    System.exit(0);
  }

  private void run(int rounds) throws Exception {
    for (int i = 0; i < 10; i++) {
      ours(i);
      bare(i);
    }
    List<Double> ours = new ArrayList<>();
    List<Double> peers = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      ours.add(seconds(this::ours, i));
      peers.add(seconds(this::bare, i));
    }
    print("one", ours, peers);
    print("steady", steady(this::ours), steady(this::bare));
    System.gc();
    Runtime memory = Runtime.getRuntime();
    long heap = (memory.totalMemory() - memory.freeMemory()) >> 20;
    print("at-once", atOnce(this::ours), atOnce(this::bare));
    print("history-events", ours(0), bare(0));
    System.err.printf("%d MiB of heap in use after 300 in a minute%n", heap);
  }

  /** How long each took, when they come at a steady rate. */
  private static List<Double> steady(LongUnaryOperator deploy) throws Exception {
    List<Future<Double>> ends = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long begun = System.nanoTime();
      for (int i = 0; i < STEADY; i++) {
        long service = i % SERVICES;
        Thread.sleep(
            Duration.ofNanos(Math.max(0, begun + i * APART.toNanos() - System.nanoTime())));
        ends.add(threads.submit(() -> seconds(deploy, service)));
      }
      return all(ends);
    }
  }

  private static double atOnce(LongUnaryOperator deploy) throws Exception {
    long begun = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Double>> ends = new ArrayList<>();
      for (int i = 0; i < SERVICES; i++) {
        long service = i;
        ends.add(threads.submit(() -> seconds(deploy, service)));
      }
      all(ends);
    }
    return (System.nanoTime() - begun) / 1e9;
  }

  private static List<Double> all(List<Future<Double>> ends)
      throws InterruptedException, ExecutionException {
    List<Double> times = new ArrayList<>();
    for (Future<Double> end : ends) {
      times.add(end.get());
    }
    return times;
  }

  private static double seconds(LongUnaryOperator deploy, long service) {
    long begun = System.nanoTime();
    var _ = deploy.applyAsLong(service);
    return (System.nanoTime() - begun) / 1e9;
  }

  /** Deploys as the API asks for it; says how many events its history has. */
  private long ours(long number) {
    String id = WorkflowIds.of(new ServiceId("bench-" + RUN + "-" + number));
    ServiceRequest request =
        Requests.of("bench-" + RUN + "-" + number, Operation.CREATE, next(), "web-" + number);
    WorkflowStub stub = client.newUntypedWorkflowStub(Operation.CREATE.workflowType(), options(id));
    stub.signalWithStart(ServiceWorkflow.SUPERSEDE, new Object[] {request}, new Object[] {request});
    ServiceResult result = stub.getResult(ServiceResult.class);
    if (!result.status().equals("running")) {
      throw new IllegalStateException("a deploy ended " + result);
    }
    return events(id);
  }

  private long bare(long number) {
    String id = "bare-" + RUN + "-" + number;
    WorkflowStub stub = client.newUntypedWorkflowStub("BareDeploy", options(id));
    stub.start(
        new ServiceKey(
            "bench", next(), "bench-" + RUN + "-" + number, "acme", "shop", "web-" + number, 0));
    stub.getResult(String.class);
    return events(id);
  }

  private synchronized long next() {
    return ++sequence;
  }

  private long events(String id) {
    return client.fetchHistory(id).getHistory().getEventsCount();
  }

  private static WorkflowOptions options(String id) {
    return WorkflowOptions.newBuilder().setWorkflowId(id).setTaskQueue(TaskQueues.DEPLOY).build();
  }

  private static void print(String name, List<Double> ours, List<Double> peers) {
    print(name + "-p50", quantile(ours, 0.5), quantile(peers, 0.5));
    print(name + "-p95", quantile(ours, 0.95), quantile(peers, 0.95));
  }

  private static double quantile(List<Double> times, double part) {
    return times.stream().sorted().toList().get((int) (times.size() * part));
  }

  private static void print(String figure, double ours, double peer) {
    System.out.printf(
        Locale.ROOT,
        "bench orchestrate figure=%s ours=%.3f peer=%.3f ratio=%.2f%n",
        figure,
        ours,
        peer,
        ours / peer);
  }

  @Override
  public void close() {
    workers.shutdownNow();
    stubs.shutdownNow();
  }
}
