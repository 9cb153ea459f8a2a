package ink.ml.dp.buildkit.filesync;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import ink.ml.dp.buildkit.MemoryBudget;
import ink.ml.dp.buildkit.MemoryBudget.Hold;
import ink.ml.dp.buildkit.filesync.PacketWriter.TransferEndedException;
import ink.ml.dp.buildkit.pattern.CleanPath;
import ink.ml.dp.buildkit.pattern.InvalidPatternException;
import ink.ml.dp.buildkit.pattern.PatternBudget;
import ink.ml.dp.buildkit.pattern.PatternBudgetException;
import ink.ml.dp.buildkit.proto.Packet;
import ink.ml.dp.buildkit.proto.Packet.PacketType;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One transfer: describes every entry in order, sends the content of those that the receiver asks
 * for meanwhile, and ends when the receiver is done.
 */
final class Transfer implements StreamObserver<Packet> {
  /** The receiver's own limit on a packet of data. */
  private static final int CHUNK = 32 * 1024;

  private static final int SENDERS = 4;

  /** A build ends before. */
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private static final int END_OF_REQUESTS = -1;

  /** Files are remembered until the receiver is done: so many at a time count for so much. */
  private static final int LOT = 4096;

  private static final long LOT_BYTES = 4096 * 320L;

  private final SourceTree tree;
  private final Selection selection;
  private final MtimeLedger ledger;
  private final TransferMeter meter;
  private final ServerCallStreamObserver<Packet> observer;
  private final PacketWriter writer;
  private final long steps;
  private final MemoryBudget memory;
  private final AtomicReference<@Nullable Hold> held = new AtomicReference<>();
  private final Map<Integer, TreeEntry> files = new ConcurrentHashMap<>();
  // Unbounded, because reading must never stop: the receiver asks while we still describe.
  private final BlockingQueue<Integer> requests = new LinkedBlockingQueue<>();

  Transfer(
      SourceTree tree,
      Selection selection,
      MtimeLedger ledger,
      TransferMeter meter,
      ServerCallStreamObserver<Packet> observer) {
    this(tree, selection, ledger, meter, observer, PatternBudget.STEPS, MemoryBudget.shared());
  }

  /**
   * @param steps for matching the selection's patterns
   * @param memory that is waited for
   */
  Transfer(
      SourceTree tree,
      Selection selection,
      MtimeLedger ledger,
      TransferMeter meter,
      ServerCallStreamObserver<Packet> observer,
      long steps,
      MemoryBudget memory) {
    this.tree = tree;
    this.memory = memory;
    this.steps = steps;
    this.selection = selection;
    this.ledger = ledger;
    this.meter = meter;
    this.observer = observer;
    writer = new PacketWriter(observer);
  }

  /**
   * @param lane of the build's walks
   */
  void start(WalkLane lane) {
    observer.setOnReadyHandler(writer::onReady);
    observer.setOnCancelHandler(() -> finish(() -> {}));
    lane.run(() -> run(this::describe));
    for (int i = 0; i < SENDERS; i++) {
      Thread.ofVirtual().name("transfer-send").start(() -> run(this::answer));
    }
  }

  /** A piece of a transfer's work. */
  @FunctionalInterface
  private interface Work {
    void run() throws IOException, InterruptedException, TransferEndedException;
  }

  private void run(Work work) {
    try {
      work.run();
    } catch (TransferEndedException _) {
      // Whoever ended it has said why.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      fail("interrupted");
    } catch (IOException | InvalidPatternException | PatternBudgetException e) {
      fail(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      fail("internal error: " + e);
      throw e;
    }
  }

  private void describe() throws IOException, InterruptedException, TransferEndedException {
    Hold hold =
        memory
            .take(LOT_BYTES, LONGEST_WAIT, writer::isEnded)
            .orElseThrow(TransferEndedException::new);
    held.set(hold);
    if (writer.isEnded()) {
      release();
    }
    Describer describer = new Describer(hold);
    try {
      PatternBudget budget = new PatternBudget(steps, writer::isEnded);
      TreeWalk.walk(tree, selection, budget, describer);
    } catch (Describer.StoppedException e) {
      e.rethrow();
    }
    ledger.save();
    writer.send(Packet.newBuilder().setType(PacketType.PACKET_STAT).build());
  }

  /** Sends the description of each entry, numbered in order. */
  private final class Describer implements TreeWalk.Visitor {
    private final Map<String, ByteString> directories = new HashMap<>();
    private final Hold hold;
    private int next;

    Describer(Hold hold) {
      this.hold = hold;
    }

    @Override
    public void visit(TreeEntry entry) throws IOException {
      String parent = CleanPath.parent(entry.path());
      ByteString prefix = directories.getOrDefault(parent, ByteString.EMPTY);
      ByteString path = prefix.concat(entry.name());
      if (entry.isDirectory()) {
        directories.put(entry.path(), path.concat(SLASH));
      } else if (entry.isFile()) {
        files.put(next, entry);
      }
      next++;
      if (next % LOT == 0) {
        hold.more(LOT_BYTES);
      }
      Packet packet =
          Packet.newBuilder()
              .setType(PacketType.PACKET_STAT)
              .setStat(StatWriter.stat(entry, path, ledger.mtime(tree, entry)))
              .build();
      meter.described();
      try {
        writer.send(packet);
      } catch (InterruptedException | TransferEndedException e) {
        throw new StoppedException(e);
      }
    }

    private static final ByteString SLASH = ByteString.copyFromUtf8("/");

    /** Carries through the walk what is not the source's fault. */
    private static final class StoppedException extends IOException {
      private static final long serialVersionUID = 1L;

      StoppedException(Exception cause) {
        super(cause);
      }

      void rethrow() throws InterruptedException, TransferEndedException {
        switch (getCause()) {
          case InterruptedException e -> throw e;
          case TransferEndedException e -> throw e;
          case null, default -> throw new IllegalStateException(this);
        }
      }
    }
  }

  private void answer() throws IOException, InterruptedException, TransferEndedException {
    byte[] chunk = new byte[CHUNK];
    for (int id = requests.take(); id != END_OF_REQUESTS; id = requests.take()) {
      TreeEntry file = files.remove(id);
      if (file == null) {
        fail("there is no file with the number " + id);
        return;
      }
      send(id, file, chunk);
    }
    requests.add(END_OF_REQUESTS);
  }

  private void send(int id, TreeEntry file, byte[] chunk)
      throws IOException, InterruptedException, TransferEndedException {
    long sent = 0;
    try (InputStream in = tree.open(file)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        if (n > 0) {
          writer.send(data(id).setData(UnsafeByteOperations.unsafeWrap(chunk, 0, n)).build());
          sent += n;
        }
      }
    }
    meter.sent(sent);
    writer.send(data(id).build());
  }

  private static Packet.Builder data(int id) {
    return Packet.newBuilder().setType(PacketType.PACKET_DATA).setId(id);
  }

  @Override
  public void onNext(Packet packet) {
    switch (packet.getType()) {
      case PACKET_REQ -> requests.add(packet.getId());
      case PACKET_FIN -> finish(this::complete);
      case PACKET_ERR -> finish(() -> abort(packet.getData().toStringUtf8()));
      default -> fail("unexpected packet " + packet.getType());
    }
  }

  /** Says that the end was understood; completing without that is an error for the receiver. */
  private void complete() {
    observer.onNext(Packet.newBuilder().setType(PacketType.PACKET_FIN).build());
    observer.onCompleted();
  }

  private void fail(String because) {
    finish(
        () -> {
          ByteString text = ByteString.copyFromUtf8(because);
          observer.onNext(Packet.newBuilder().setType(PacketType.PACKET_ERR).setData(text).build());
          abort(because);
        });
  }

  private void abort(String because) {
    observer.onError(Status.INTERNAL.withDescription(because).asRuntimeException());
  }

  private void finish(Runnable how) {
    writer.end(how);
    requests.add(END_OF_REQUESTS);
    release();
  }

  private void release() {
    Hold hold = held.getAndSet(null);
    if (hold != null) {
      files.clear();
      hold.close();
    }
  }

  @Override
  public void onError(Throwable error) {
    finish(() -> {});
  }

  @Override
  public void onCompleted() {
    // The receiver sends no more; it is not done before it says so with a packet of its own.
  }
}
