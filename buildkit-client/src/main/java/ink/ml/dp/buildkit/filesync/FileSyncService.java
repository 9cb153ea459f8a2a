package ink.ml.dp.buildkit.filesync;

import ink.ml.dp.buildkit.LocalSource;
import ink.ml.dp.buildkit.proto.FileSyncGrpc;
import ink.ml.dp.buildkit.proto.Packet;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Gives the daemon the files of a build's sources, by their names, and of no others. */
public final class FileSyncService extends FileSyncGrpc.FileSyncImplBase {
  /** Above gRPC's 32 KiB, at which sending and waiting alternate too often. */
  private static final int READY_THRESHOLD = 256 * 1024;

  private final Map<String, LocalSource> sources;
  private final Map<Path, MtimeLedger> ledgers = new ConcurrentHashMap<>();
  private final TransferMeter meter;
  private final WalkLane walks = new WalkLane();

  public FileSyncService(Map<String, LocalSource> sources, TransferMeter meter) {
    this.sources = Map.copyOf(sources);
    this.meter = meter;
  }

  @Override
  public StreamObserver<Packet> diffCopy(StreamObserver<Packet> response) {
    String name = TransferHeaders.directory();
    LocalSource source = sources.get(name);
    if (source == null) {
      response.onError(
          Status.NOT_FOUND.withDescription("no source with the name " + name).asException());
      return new IgnoredPackets();
    }
    ServerCallStreamObserver<Packet> observer = (ServerCallStreamObserver<Packet>) response;
    observer.setOnReadyThreshold(READY_THRESHOLD);
    Transfer transfer =
        new Transfer(
            treeOf(source), TransferHeaders.selection(), ledgerOf(source), meter, observer);
    transfer.start(walks);
    return transfer;
  }

  private static SourceTree treeOf(LocalSource source) {
    return switch (source) {
      case LocalSource.Directory directory -> new DiskTree(directory.root());
      case LocalSource.Files files -> new MemoryTree(files.files());
    };
  }

  /** Transfers of one build share a ledger, so that none forgets what another has seen. */
  private MtimeLedger ledgerOf(LocalSource source) {
    return source instanceof LocalSource.Directory(var _, var ledger) && ledger.isPresent()
        ? ledgers.computeIfAbsent(ledger.get(), MtimeLedger::load)
        : MtimeLedger.none();
  }

  /** What still comes after a refusal. */
  private static final class IgnoredPackets implements StreamObserver<Packet> {
    @Override
    public void onNext(Packet packet) {}

    @Override
    public void onError(Throwable error) {}

    @Override
    public void onCompleted() {}
  }
}
