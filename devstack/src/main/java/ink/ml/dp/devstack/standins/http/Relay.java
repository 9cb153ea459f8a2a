package ink.ml.dp.devstack.standins.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Makes a loopback server's port answer at one further address of this machine: where the pods of a
 * cluster of containers find it. Whatever comes is handed on as it is.
 */
public final class Relay {
  private static final int BACKLOG = 50;

  private Relay() {}

  /**
   * Serves until the process ends.
   *
   * @param address of this machine, but not the loopback's
   * @throws IOException when the port is taken there
   */
  // Closed by the end of the process.
  @SuppressWarnings("resource")
  public static void start(InetAddress address, int port) throws IOException {
    ServerSocket server = new ServerSocket(port, BACKLOG, address);
    Thread.ofVirtual().start(() -> accept(server, port));
  }

  private static void accept(ServerSocket server, int port) {
    while (true) {
      try {
        Socket caller = server.accept();
        Thread.ofVirtual().start(() -> serve(caller, port));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void serve(Socket caller, int port) {
    try (caller;
        Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
      caller.setTcpNoDelay(true);
      target.setTcpNoDelay(true);
      Thread answers = Thread.ofVirtual().start(() -> copy(target, caller));
      copy(caller, target);
      answers.join();
    } catch (IOException gone) {
      // Whoever called sees that the connection has ended.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException gone) {
      // As above: the other direction ends with it.
    }
  }
}
