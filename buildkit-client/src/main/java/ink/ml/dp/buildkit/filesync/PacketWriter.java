package ink.ml.dp.buildkit.filesync;

import ink.ml.dp.buildkit.proto.Packet;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Sends packets from any thread, and lets it wait while the stream is full. */
final class PacketWriter {
  private final ServerCallStreamObserver<Packet> observer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile boolean ended;

  PacketWriter(ServerCallStreamObserver<Packet> observer) {
    this.observer = observer;
  }

  /** To be called when the stream may have room again. */
  void onReady() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends a packet, whose bytes may be reused as soon as this returns.
   *
   * @throws TransferEndedException when the transfer ended meanwhile
   */
  void send(Packet packet) throws InterruptedException, TransferEndedException {
    lock.lockInterruptibly();
    try {
      while (!ended && !observer.isReady()) {
        changed.await();
      }
      if (ended) {
        throw new TransferEndedException();
      }
      observer.onNext(packet);
    } finally {
      lock.unlock();
    }
  }

  boolean isEnded() {
    return ended;
  }

  /** Ends the stream in the given way, unless it ended before. Those who wait are let go. */
  void end(Runnable how) {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        changed.signalAll();
        how.run();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The transfer ended while somebody was still sending. */
  static final class TransferEndedException extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
