package ink.ml.dp.buildkit.control;

import ink.ml.dp.buildkit.BuildEvent;
import ink.ml.dp.buildkit.BuildFailedException;
import ink.ml.dp.buildkit.BuildFailure;
import ink.ml.dp.buildkit.BuildKitAddress;
import ink.ml.dp.buildkit.BuildKitClient;
import ink.ml.dp.buildkit.BuildKitSettings;
import ink.ml.dp.buildkit.BuildListener;
import ink.ml.dp.buildkit.BuildRequest;
import ink.ml.dp.buildkit.BuildResult;
import ink.ml.dp.buildkit.CancellationSignal;
import ink.ml.dp.buildkit.DaemonInfo;
import ink.ml.dp.buildkit.RegistryCache;
import ink.ml.dp.buildkit.proto.ControlGrpc;
import ink.ml.dp.buildkit.proto.InfoRequest;
import ink.ml.dp.buildkit.proto.ListWorkersRequest;
import ink.ml.dp.buildkit.proto.SolveResponse;
import ink.ml.dp.buildkit.proto.WorkerRecord;
import ink.ml.dp.buildkit.session.SessionTransport;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The client, over gRPC. */
public final class GrpcBuildKitClient implements BuildKitClient {
  private final BuildKitSettings config;
  private final DaemonPool pool;
  private final DaemonChannels channels;
  private final SessionTransport sessions = new SessionTransport();
  private final Optional<FenceVerdicts> fences;

  public GrpcBuildKitClient(BuildKitSettings config) {
    this.config = config;
    pool = new DaemonPool(config.addresses());
    channels = new DaemonChannels(config);
    fences = config.fence().map(probe -> new FenceVerdicts(probe, this::tried));
  }

  @Override
  public BuildResult solve(
      BuildRequest request, BuildListener listener, CancellationSignal cancel) {
    BuildKitAddress address = pool.forApp(request.appKey());
    fences.ifPresent(verdicts -> verdicts.require(address, cancel));
    BuildRun run = new BuildRun(sessions, request, listener, cancel);
    SolveResponse response = run(address, run, request);
    Map<String, String> exported = response.getExporterResponseMap();
    return new BuildResult(
        Optional.ofNullable(exported.get("containerimage.digest")),
        Optional.ofNullable(exported.get("containerimage.config.digest")),
        run.progress().stepsTotal(),
        run.progress().stepsCached(),
        run.progress().bases());
  }

  private SolveResponse run(BuildKitAddress address, BuildRun run, BuildRequest request) {
    try {
      return run.run(
          channels.open(address), (ref, session) -> SolveRequests.build(request, ref, session));
    } catch (BuildFailedException e) {
      if (e.failure() instanceof BuildFailure.DaemonLost
          || e.failure() instanceof BuildFailure.DaemonUnreachable) {
        fences.ifPresent(verdicts -> verdicts.forget(address));
      }
      throw e;
    }
  }

  /** A trial of a daemon's fence. */
  private List<BuildEvent> tried(
      BuildKitAddress address, BuildRequest request, CancellationSignal cancel) {
    List<BuildEvent> events = new CopyOnWriteArrayList<>();
    run(address, new BuildRun(sessions, request, events::add, cancel), request);
    return List.copyOf(events);
  }

  @Override
  public void exportCache(BuildRequest request, CancellationSignal cancel) {
    if (request.cacheExport().isPresent()) {
      RegistryCache cache = request.cacheExport().get();
      new BuildRun(sessions, request, BuildListener.ignore(), cancel)
          .run(
              channels.open(pool.forApp(request.appKey())),
              (ref, session) -> SolveRequests.cacheExport(request, cache, ref, session));
    }
  }

  @Override
  public List<DaemonInfo> check() {
    return pool.addresses().stream().map(this::check).toList();
  }

  private DaemonInfo check(BuildKitAddress address) {
    DaemonInfo info = info(address);
    config
        .requiredNetwork()
        .filter(required -> !required.equals(info.network()))
        .ifPresent(
            required -> {
              throw new BuildFailedException(
                  new BuildFailure.DaemonMisconfigured(
                      address,
                      "its steps run with the network mode '%s' and not '%s' (set networkMode under"
                              .formatted(info.network(), required)
                          + " [worker.oci] in buildkitd.toml; the command line's CNI flags do not"
                          + " work)"));
            });
    fences.ifPresent(verdicts -> verdicts.requireNow(address));
    return info;
  }

  private DaemonInfo info(BuildKitAddress address) {
    ManagedChannel channel = channels.open(address);
    try {
      ControlGrpc.ControlBlockingStub daemon =
          ControlGrpc.newBlockingStub(channel)
              .withDeadlineAfter(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
      String version =
          daemon.info(InfoRequest.getDefaultInstance()).getBuildkitVersion().getVersion();
      List<WorkerRecord> workers =
          daemon.listWorkers(ListWorkersRequest.getDefaultInstance()).getRecordList();
      return new DaemonInfo(
          address, version, workers.isEmpty() ? Map.of() : workers.getFirst().getLabelsMap());
    } catch (StatusRuntimeException e) {
      throw new BuildFailedException(
          new BuildFailure.DaemonUnreachable(
              address, "it does not answer as one (" + e.getStatus().getCode() + ")"),
          e);
    } finally {
      channel.shutdownNow();
    }
  }

  @Override
  public void close() {
    sessions.close();
    channels.close();
  }
}
