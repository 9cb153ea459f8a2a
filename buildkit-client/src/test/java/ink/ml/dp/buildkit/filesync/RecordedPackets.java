package ink.ml.dp.buildkit.filesync;

import ink.ml.dp.buildkit.proto.Packet;
import ink.ml.dp.buildkit.proto.Packet.PacketType;
import ink.ml.dp.buildkit.proto.Stat;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The daemon's end of a transfer's answers, which can refuse to take more for a while. */
final class RecordedPackets extends ServerCallStreamObserver<Packet> {
  private final List<Packet> packets = new ArrayList<>();
  private boolean ready = true;
  private @Nullable Throwable error;
  private boolean completed;
  private Runnable onReady = () -> {};
  private Runnable onCancel = () -> {};

  @Override
  public synchronized void onNext(Packet packet) {
    if (completed || error != null) {
      throw new AssertionError("a packet after the end: " + packet);
    }
    // As gRPC does: the packet's bytes may be reused afterwards.
    packets.add(parse(packet.toByteArray()));
    notifyAll();
  }

  private static Packet parse(byte[] bytes) {
    try {
      return Packet.parseFrom(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void onError(Throwable t) {
    error = t;
    notifyAll();
  }

  @Override
  public synchronized void onCompleted() {
    completed = true;
    notifyAll();
  }

  void setReady(boolean value) {
    synchronized (this) {
      ready = value;
    }
    if (value) {
      onReady.run();
    }
  }

  void cancel() {
    onCancel.run();
  }

  /** Waits until what has come satisfies a condition; the test's own timeout ends it otherwise. */
  synchronized List<Packet> await(Predicate<List<Packet>> condition) {
    try {
      while (!condition.test(packets)) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("only these came: " + packets, e);
    }
    return List.copyOf(packets);
  }

  /** Waits for the end of the descriptions, and gives them. */
  List<Stat> stats() {
    return await(RecordedPackets::described).stream()
        .filter(p -> p.getType() == PacketType.PACKET_STAT && p.hasStat())
        .map(Packet::getStat)
        .toList();
  }

  private static boolean described(List<Packet> packets) {
    return packets.stream().anyMatch(p -> p.getType() == PacketType.PACKET_STAT && !p.hasStat());
  }

  /** Waits for the end of a file, and gives its content. */
  byte[] content(int id) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    await(all -> all.stream().anyMatch(p -> isData(p, id) && p.getData().isEmpty())).stream()
        .filter(p -> isData(p, id))
        .forEach(p -> content.writeBytes(p.getData().toByteArray()));
    return content.toByteArray();
  }

  private static boolean isData(Packet packet, int id) {
    return packet.getType() == PacketType.PACKET_DATA && packet.getId() == id;
  }

  synchronized boolean completed() {
    return completed;
  }

  /** Waits for a failure. */
  synchronized Throwable error() {
    await(_ -> error != null);
    return java.util.Objects.requireNonNull(error);
  }

  @Override
  public synchronized boolean isReady() {
    return ready;
  }

  @Override
  public void setOnReadyHandler(Runnable handler) {
    onReady = handler;
  }

  @Override
  public void setOnCancelHandler(Runnable handler) {
    onCancel = handler;
  }

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public void setCompression(String compression) {}

  @Override
  public void disableAutoInboundFlowControl() {}

  @Override
  public void request(int count) {}

  @Override
  public void setMessageCompression(boolean enable) {}
}
