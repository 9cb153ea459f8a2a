package ink.ml.dp.buildkit.session;

import com.google.protobuf.UnsafeByteOperations;
import ink.ml.dp.buildkit.proto.BytesMessage;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Carries the bytes of a connection to the session's server inside a stream of messages to the
 * daemon, in both directions and with back-pressure. The daemon is the client of that connection.
 *
 * <p>As a handler it belongs to one event loop, on which alone it writes to the stream.
 */
final class Tunnel extends ChannelInboundHandlerAdapter
    implements ClientResponseObserver<BytesMessage, BytesMessage> {
  /** Few large messages cost less than many small ones; the daemon's limit is 16 MiB. */
  private static final int MAX_MESSAGE = 256 * 1024;

  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final CompletableFuture<Channel> connected = new CompletableFuture<>();
  private @Nullable ClientCallStreamObserver<BytesMessage> stream;
  private @Nullable CompositeByteBuf pending;
  private boolean halfClosed;

  /** Completes when the stream ended, normally or not. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  // From the session's server to the daemon.

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    pending = context.alloc().compositeBuffer(1024);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Objects.requireNonNull(pending).addComponent(true, (ByteBuf) message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    flush(context.channel());
  }

  private void flush(Channel channel) {
    CompositeByteBuf bytes = pending;
    if (bytes == null || halfClosed) {
      return;
    }
    ClientCallStreamObserver<BytesMessage> out = stream();
    while (bytes.isReadable() && out.isReady()) {
      // Never empty: the daemon reads an empty message as 32 KiB of what came before.
      byte[] chunk = new byte[Math.min(bytes.readableBytes(), MAX_MESSAGE)];
      bytes.readBytes(chunk);
      bytes.discardReadComponents();
      out.onNext(BytesMessage.newBuilder().setData(UnsafeByteOperations.unsafeWrap(chunk)).build());
    }
    channel.config().setAutoRead(!bytes.isReadable());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    halfClose();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    stream().cancel("the session's server failed", cause);
    context.close();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    Objects.requireNonNull(pending).release();
    pending = null;
  }

  /** Tells the daemon that nothing more comes. On the event loop only. */
  void halfClose() {
    if (!halfClosed && !ended.isDone()) {
      halfClosed = true;
      stream().onCompleted();
    }
  }

  // From the daemon to the session's server.

  @Override
  public void beforeStart(ClientCallStreamObserver<BytesMessage> requestStream) {
    stream = requestStream;
    requestStream.disableAutoRequestWithInitial(1);
    requestStream.setOnReadyHandler(
        () -> connected.thenAccept(channel -> channel.eventLoop().execute(() -> flush(channel))));
  }

  /** To be called once, when the stream was started and the channel has this as its handler. */
  void connect(Channel channel) {
    connected.complete(channel);
    channel.eventLoop().execute(() -> channel.config().setAutoRead(true));
  }

  @Override
  public void onNext(BytesMessage message) {
    connected.thenAccept(
        channel ->
            channel
                .writeAndFlush(Unpooled.wrappedBuffer(message.getData().asReadOnlyByteBuffer()))
                .addListener(
                    written -> {
                      if (written.isSuccess()) {
                        stream().request(1);
                      } else {
                        stream().cancel("the session's server is gone", written.cause());
                      }
                    }));
  }

  @Override
  public void onError(Throwable error) {
    ended.completeExceptionally(error);
    connected.thenAccept(Channel::close);
  }

  @Override
  public void onCompleted() {
    ended.complete(null);
    connected.thenAccept(Channel::close);
  }

  private ClientCallStreamObserver<BytesMessage> stream() {
    return Objects.requireNonNull(stream, "the stream was not started");
  }
}
