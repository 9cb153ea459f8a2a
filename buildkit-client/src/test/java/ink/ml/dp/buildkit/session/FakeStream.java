package ink.ml.dp.buildkit.session;

import ink.ml.dp.buildkit.proto.BytesMessage;
import io.grpc.stub.ClientCallStreamObserver;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The stream to the daemon, which takes what it is given while it is ready. */
final class FakeStream extends ClientCallStreamObserver<BytesMessage> {
  final List<byte[]> messages = new CopyOnWriteArrayList<>();
  final List<String> ends = new ArrayList<>();
  private Runnable onReady = () -> {};
  private int left;
  int requested;

  /** How many messages it takes before it is full. */
  void takes(int count) {
    left = count;
    onReady.run();
  }

  byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    messages.forEach(all::writeBytes);
    return all.toByteArray();
  }

  @Override
  public boolean isReady() {
    return left > 0;
  }

  @Override
  public void onNext(BytesMessage message) {
    left--;
    messages.add(message.getData().toByteArray());
  }

  @Override
  public void onError(Throwable error) {
    ends.add("error");
  }

  @Override
  public void onCompleted() {
    ends.add("completed");
  }

  @Override
  public void cancel(@Nullable String message, @Nullable Throwable cause) {
    ends.add("cancelled");
  }

  @Override
  public void setOnReadyHandler(Runnable handler) {
    onReady = handler;
  }

  @Override
  public void request(int count) {
    requested += count;
  }

  @Override
  public void setMessageCompression(boolean enable) {}

  @Override
  public void disableAutoInboundFlowControl() {}

  @Override
  public void disableAutoRequestWithInitial(int count) {
    requested += count;
  }
}
