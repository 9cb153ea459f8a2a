package ink.ml.dp.buildkit.session;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Runs gRPC servers that can be reached inside this process only: a session's server is spoken to
 * through a stream of the daemon's own connection, so it must not be a TCP port that others find.
 */
public final class SessionTransport implements AutoCloseable {
  /** Lists of patterns travel as headers; gRPC's default of 8 KiB refuses long ones. */
  private static final int MAX_HEADERS = 16 * 1024 * 1024;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          2,
          Thread.ofPlatform().daemon().name("session-", 0).factory(),
          LocalIoHandler.newFactory());
  // Never the event loop: a handler that blocks there keeps health checks from being answered.
  private final ExecutorService handlers =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("session-handler-", 0).factory());

  EventLoopGroup loops() {
    return loops;
  }

  /** A running server, and where it is. */
  record LocalServer(Server server, LocalAddress address) {}

  LocalServer serve(List<BindableService> services, ServerInterceptor interceptor)
      throws IOException {
    LocalAddress address = new LocalAddress("buildkit-session-" + UUID.randomUUID());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .channelType(LocalServerChannel.class)
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .executor(handlers)
            .maxInboundMetadataSize(MAX_HEADERS)
            // The daemon's gRPC measures the connection by pings, often.
            .permitKeepAliveTime(1, TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(true)
            .intercept(interceptor);
    services.forEach(builder::addService);
    return new LocalServer(builder.build().start(), address);
  }

  @Override
  public void close() {
    // Not at once: connections that were just closed still tell their other ends.
    loops.shutdownGracefully(100, 2000, TimeUnit.MILLISECONDS);
    handlers.shutdownNow();
  }
}
