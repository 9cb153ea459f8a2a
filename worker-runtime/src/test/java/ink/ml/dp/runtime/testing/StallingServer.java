package ink.ml.dp.runtime.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Answers at once and begins a body, of which it sends a byte now and then, or nothing more. */
public final class StallingServer implements AutoCloseable {
  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n{\"a\":";

  private final ServerSocket server;
  private final Duration pause;
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch left = new CountDownLatch(1);

  /**
   * @param pause between two bytes of the body
   */
  public StallingServer(Duration pause) throws IOException {
    this.pause = pause;
    this.server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Waits for a call whose body has begun. */
  public void awaitCall() throws InterruptedException {
    begun.await();
  }

  /** Waits until the caller has closed its connection. */
  public void awaitLeft() throws InterruptedException {
    left.await();
  }

  private void serve() {
    try (Socket socket = server.accept()) {
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      in.read();
      out.write(HEAD.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      begun.countDown();
      socket.setSoTimeout(Math.toIntExact(pause.toMillis()));
      while (true) {
        out.write('1');
        try {
          while (in.read() >= 0) {
            // The rest of the request.
          }
          throw new IOException("the caller has left");
        } catch (java.net.SocketTimeoutException _) {
          // It is still there.
        }
      }
    } catch (IOException _) {
      left.countDown();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
