package ink.ml.dp.devstack.client;

import ink.ml.dp.devstack.instance.PlatformException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Asks for a service's page as a browser would, but without asking a resolver for {@code
 * <name>.localhost}: the connection goes to 127.0.0.1 and the host name is in the request.
 */
public final class PageCheck {
  /** A page. */
  public record Page(int status, String body) {}

  private PageCheck() {}

  /**
   * @throws PlatformException when nothing answers
   */
  public static Page get(String url) {
    return get(url, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /**
   * @param tls whom to trust, if the URL is one of https
   * @throws PlatformException when nothing answers, or somebody else does
   */
  public static Page get(String url, SSLSocketFactory tls) {
    URI uri = URI.create(url);
    int port = uri.getPort() < 0 ? 80 : uri.getPort();
    try (Socket plain = new Socket(InetAddress.getByName("127.0.0.1"), port);
        Socket socket = uri.getScheme().equals("https") ? secured(plain, uri, tls) : plain) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("GET / HTTP/1.0\r\nHost: " + uri.getHost() + ":" + port + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      String statusLine = String.valueOf(in.readLine());
      String line = in.readLine();
      while (line != null && !line.isEmpty()) {
        line = in.readLine();
      }
      int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
      return new Page(status, in.lines().collect(Collectors.joining("\n")));
    } catch (IOException | RuntimeException e) {
      throw new PlatformException(
          "tried to open " + url + " but failed because " + e.getMessage(),
          "./dev status says what runs",
          e);
    }
  }

  private static Socket secured(Socket plain, URI uri, SSLSocketFactory tls) throws IOException {
    SSLSocket socket = (SSLSocket) tls.createSocket(plain, uri.getHost(), uri.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    return socket;
  }
}
