package ink.ml.dp.buildkit.control;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What builds are not to reach: hears which of its words are said to it. */
final class ProbeListener implements AutoCloseable {
  private static final int LONGEST_READ = 512;
  private static final int PATIENCE_MILLIS = 1_000;

  private final ServerSocket socket = new ServerSocket();
  private final Set<String> heard = ConcurrentHashMap.newKeySet();

  ProbeListener() throws IOException {
    socket.bind(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0));
    Thread.ofVirtual().name("fence-probe").start(this::listen);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Whether anybody has said a text with this word in it. */
  boolean heard(String word) {
    return heard.stream().anyMatch(text -> text.contains(word));
  }

  private void listen() {
    while (!socket.isClosed()) {
      try {
        Socket caller = socket.accept();
        Thread.ofVirtual().start(() -> hear(caller));
      } catch (IOException _) {
        // It was closed; or one caller is lost, who may come again.
      }
    }
  }

  private void hear(Socket caller) {
    try (caller) {
      caller.setSoTimeout(PATIENCE_MILLIS);
      byte[] bytes = new byte[LONGEST_READ];
      int length = caller.getInputStream().read(bytes);
      if (length > 0) {
        heard.add(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
      }
      caller
          .getOutputStream()
          .write(
              "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException _) {
      // Who says nothing is nobody of ours.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
