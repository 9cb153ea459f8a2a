package ink.ml.dp.buildkit.control;

import ink.ml.dp.buildkit.BuildKitAddress;
import ink.ml.dp.buildkit.BuildKitSettings;
import ink.ml.dp.buildkit.BuildKitTls;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** Opens connections to daemons. Each build has one of its own, to exactly one daemon. */
final class DaemonChannels implements AutoCloseable {
  private static final int MAX_MESSAGE = 16 * 1024 * 1024;

  /** An error's details hold stacks and the Dockerfile; beyond gRPC's 8 KiB the error is lost. */
  private static final int MAX_HEADERS = 16 * 1024 * 1024;

  /** Said explicitly, which also turns off the pings by which gRPC would measure it. */
  private static final int FLOW_WINDOW = 8 * 1024 * 1024;

  private final BuildKitSettings config;
  private final Optional<SslContext> tls;
  private final EventLoopGroup loops;
  private final ExecutorService callbacks =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("buildkit-", 0).factory());

  DaemonChannels(BuildKitSettings config) {
    this.config = config;
    tls = config.tls().map(DaemonChannels::sslContext);
    ThreadFactory threads = Thread.ofPlatform().daemon().name("buildkit-io-", 0).factory();
    loops =
        new MultiThreadIoEventLoopGroup(
            2,
            threads,
            Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  ManagedChannel open(BuildKitAddress address) {
    NettyChannelBuilder builder =
        switch (address) {
          case BuildKitAddress.Tcp tcp -> tcp(tcp);
          case BuildKitAddress.Unix unix -> unix(unix);
        };
    return builder
        .eventLoopGroup(loops)
        .executor(callbacks)
        .maxInboundMessageSize(MAX_MESSAGE)
        .maxInboundMetadataSize(MAX_HEADERS)
        .flowControlWindow(FLOW_WINDOW)
        .withOption(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            Math.toIntExact(config.connectTimeout().toMillis()))
        .disableRetry()
        .build();
  }

  private NettyChannelBuilder tcp(BuildKitAddress.Tcp address) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(address.host(), address.port())
            .channelType(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class);
    return tls.isPresent()
        ? builder.sslContext(tls.get())
        : builder.negotiationType(NegotiationType.PLAINTEXT);
  }

  private static NettyChannelBuilder unix(BuildKitAddress.Unix address) {
    if (!Epoll.isAvailable()) {
      throw new IllegalStateException(
          "unix sockets need Linux's epoll", Epoll.unavailabilityCause());
    }
    return NettyChannelBuilder.forAddress(new DomainSocketAddress(address.path().toFile()))
        .channelType(EpollDomainSocketChannel.class)
        .overrideAuthority("localhost")
        .negotiationType(NegotiationType.PLAINTEXT);
  }

  private static SslContext sslContext(BuildKitTls tls) {
    try {
      SslContextBuilder builder = GrpcSslContexts.forClient();
      if (tls.ca().isPresent()) {
        builder.trustManager(pem(tls.ca().get()));
      }
      if (tls.identity().isPresent()) {
        BuildKitTls.Identity identity = tls.identity().get();
        builder.keyManager(pem(identity.certificate()), pem(identity.key()));
      }
      return builder.build();
    } catch (SSLException | IllegalArgumentException _) {
      // Without the cause: it may quote what it could not read.
      throw new IllegalArgumentException(
          "the TLS certificates or the key for BuildKit cannot be read; they must be PEM, and the"
              + " key unencrypted PKCS#8 (BEGIN PRIVATE KEY)");
    }
  }

  private static InputStream pem(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    // Not at once: calls that were just ended still tell so.
    loops.shutdownGracefully(100, 2000, TimeUnit.MILLISECONDS);
    callbacks.shutdown();
  }
}
