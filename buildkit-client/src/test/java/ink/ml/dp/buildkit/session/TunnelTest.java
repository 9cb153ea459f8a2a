package ink.ml.dp.buildkit.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import ink.ml.dp.buildkit.proto.BytesMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bytes through the tunnel: all of them, in order, none of them empty, and no more than fit. */
class TunnelTest {
  private final FakeStream daemon = new FakeStream();
  private final Tunnel tunnel = new Tunnel();
  private final EmbeddedChannel server = new EmbeddedChannel(tunnel);

  @BeforeEach
  void connect() {
    server.config().setAutoRead(false);
    tunnel.beforeStart(daemon);
    tunnel.connect(server);
    server.runPendingTasks();
    daemon.takes(1000);
  }

  @Test
  void joinsWhatWasReadAtOnce() {
    server.writeInbound(bytes("HTTP"), bytes("/"), bytes("2"));
    assertThat(daemon.messages).hasSize(1);
    assertThat(daemon.bytes()).asString().isEqualTo("HTTP/2");
  }

  @Test
  void neverSendsAnEmptyMessage() {
    server.writeInbound(Unpooled.EMPTY_BUFFER);
    server.writeInbound(Unpooled.EMPTY_BUFFER, bytes("x"), Unpooled.EMPTY_BUFFER);
    server.writeInbound(Unpooled.wrappedBuffer(new byte[512 * 1024]));
    daemon.takes(1000);
    server.runPendingTasks();
    server.close();
    assertThat(daemon.messages).isNotEmpty().allMatch(message -> message.length > 0);
    assertThat(daemon.bytes()).hasSize(1 + 512 * 1024);
  }

  @Test
  void readsNoMoreWhileTheDaemonIsFull() {
    byte[] large = new byte[1_000_000];
    new Random(1).nextBytes(large);
    daemon.takes(1);
    server.writeInbound(Unpooled.wrappedBuffer(large));
    assertThat(daemon.messages).hasSize(1);
    assertThat(server.config().isAutoRead()).isFalse();
    daemon.takes(1);
    server.runPendingTasks();
    assertThat(daemon.messages).hasSize(2);
    assertThat(server.config().isAutoRead()).isFalse();
    daemon.takes(1000);
    server.runPendingTasks();
    assertThat(server.config().isAutoRead()).isTrue();
    assertThat(daemon.bytes()).isEqualTo(large);
  }

  @Test
  void asksForMoreWhenWhatCameIsWritten() {
    int before = daemon.requested;
    tunnel.onNext(message("preface"));
    ByteBuf written = Objects.requireNonNull(server.readOutbound());
    assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("preface");
    assertThat(daemon.requested).isEqualTo(before + 1);
    written.release();
  }

  @Test
  void keepsWhatComesBeforeItIsConnected() {
    Tunnel early = new Tunnel();
    EmbeddedChannel later = new EmbeddedChannel(early);
    early.beforeStart(daemon);
    early.onNext(message("a"));
    early.connect(later);
    assertThat(later.outboundMessages())
        .map(bytes -> ((ByteBuf) bytes).toString(StandardCharsets.UTF_8))
        .containsExactly("a");
    later.releaseOutbound();
  }

  @Test
  void cancelsTheStreamWhenTheServerIsGone() {
    server.close();
    tunnel.onNext(message("x"));
    assertThat(daemon.ends).contains("cancelled");
  }

  @Test
  void saysOnceThatNothingMoreComes() {
    tunnel.halfClose();
    tunnel.halfClose();
    server.close();
    assertThat(daemon.ends).containsExactly("completed");
    assertThat(tunnel.ended()).isNotDone();
    tunnel.onCompleted();
    assertThat(tunnel.ended()).isCompleted();
  }

  @Test
  void closesTheServersConnectionWhenTheDaemonIsGone() {
    tunnel.onError(new IllegalStateException("reset"));
    server.runPendingTasks();
    assertThat(server.isOpen()).isFalse();
    assertThat(tunnel.ended()).isCompletedExceptionally();
    assertThat(daemon.ends).isEmpty();
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  private static BytesMessage message(String text) {
    return BytesMessage.newBuilder().setData(ByteString.copyFromUtf8(text)).build();
  }
}
