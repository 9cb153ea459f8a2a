package ink.ml.dp.devstack.standins.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server that listens on the loopback address alone; a virtual thread per request. */
public final class LoopbackServer implements AutoCloseable {
  static {
    // Otherwise the JDK's server waits for the client's delayed acknowledgement: 40 ms per answer.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService executor;

  private LoopbackServer(HttpServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  /**
   * Starts to serve.
   *
   * @param port 0 for a free one
   * @throws IOException when the port is taken
   */
  public static LoopbackServer start(int port, Routes routes) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(executor);
    server.createContext("/", exchange -> routes.handle(new Exchange(exchange)));
    server.start();
    return new LoopbackServer(server, executor);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
