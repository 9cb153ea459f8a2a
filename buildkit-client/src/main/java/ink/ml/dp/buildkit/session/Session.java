package ink.ml.dp.buildkit.session;

import ink.ml.dp.buildkit.BuildRequest;
import ink.ml.dp.buildkit.filesync.FileSyncService;
import ink.ml.dp.buildkit.filesync.TransferHeaders;
import ink.ml.dp.buildkit.filesync.TransferMeter;
import ink.ml.dp.buildkit.proto.ControlGrpc;
import ink.ml.dp.buildkit.session.SessionTransport.LocalServer;
import io.grpc.BindableService;
import io.grpc.stub.MetadataUtils;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.local.LocalChannel;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the daemon may call while it builds, open until closed or until the daemon is gone. */
public final class Session implements AutoCloseable {
  /** Above gRPC's 32 KiB, at which sending and waiting alternate too often. */
  private static final int READY_THRESHOLD = 1024 * 1024;

  private static final long CLOSE_SECONDS = 5;

  private final String id;
  private final LocalServer server;
  private final Tunnel tunnel;
  private final Channel connection;
  private final HealthService health;

  private Session(
      String id, LocalServer server, Tunnel tunnel, Channel connection, HealthService health) {
    this.id = id;
    this.server = server;
    this.tunnel = tunnel;
    this.connection = connection;
    this.health = health;
  }

  /**
   * Opens a session over the daemon's connection. The daemon waits for it when it is named in a
   * solve, so nothing needs to wait here.
   */
  public static Session open(
      SessionTransport transport,
      ControlGrpc.ControlStub daemon,
      BuildRequest request,
      TransferMeter meter)
      throws IOException {
    HealthService health = new HealthService();
    List<BindableService> services =
        List.of(
            health,
            new FileSyncService(request.locals(), meter),
            new AuthService(request.isolation().registry()),
            new SecretsService(request.secrets()));
    LocalServer server = transport.serve(services, new TransferHeaders());
    try {
      Tunnel tunnel = new Tunnel();
      // Not reading yet: the server's first bytes come before the stream is there to take them.
      Channel connection = connect(transport, server, tunnel);
      String id = UUID.randomUUID().toString().replace("-", "");
      daemon
          .withOnReadyThreshold(READY_THRESHOLD)
          .withInterceptors(
              MetadataUtils.newAttachHeadersInterceptor(
                  SessionHeaders.of(id, request.appKey(), services)))
          .session(tunnel);
      tunnel.connect(connection);
      return new Session(id, server, tunnel, connection, health);
    } catch (IOException | RuntimeException e) {
      server.server().shutdownNow();
      throw e;
    }
  }

  private static Channel connect(SessionTransport transport, LocalServer server, Tunnel tunnel)
      throws IOException {
    var connecting =
        new Bootstrap()
            .group(transport.loops())
            .channel(LocalChannel.class)
            .option(ChannelOption.AUTO_READ, false)
            .handler(tunnel)
            .connect(server.address())
            .awaitUninterruptibly();
    if (!connecting.isSuccess()) {
      throw new IOException("no connection to the session's own server", connecting.cause());
    }
    return connecting.channel();
  }

  /** What a solve names. */
  public String id() {
    return id;
  }

  /**
   * Completes when the session is over. Before {@link #close()} that is a failure, and one that
   * does not end the build by itself: the daemon goes on without files.
   */
  public CompletableFuture<Void> ended() {
    return tunnel.ended();
  }

  /** Nanoseconds since the daemon last showed that it is there. */
  public long silenceNanos() {
    return health.silenceNanos();
  }

  @Override
  public void close() {
    connection.eventLoop().execute(tunnel::halfClose);
    try {
      tunnel.ended().get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException _) {
      // It is over, one way or the other; the connection is closed next.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    connection.close();
    server.server().shutdownNow();
  }
}
