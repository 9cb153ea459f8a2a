package ink.ml.dp.deploy.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import ink.ml.dp.deploy.testing.TestSettings;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.ServiceName;
import ink.ml.dp.model.request.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts as an answer, with servers that answer in their own ways behind no proxy at all. */
@Timeout(60)
final class UrlCheckTest {
  private static final ServiceName NAME = new ServiceName("web");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "200|-|hello|SERVICE",
        "301|-|moved|SERVICE",
        "401|-|who?|SERVICE",
        "404|-|not here|SERVICE",
        "500|-|Internal Server Error|UNREADABLE",
        "500|Server: uvicorn|Internal Server Error|SERVICE",
        "500|-|it broke|SERVICE",
        "502|-|Bad Gateway|UNREADABLE",
        "502|X-Powered-By: Express|Bad Gateway|SERVICE",
        "503|-|no available server|NONE",
      })
  void tellsTheProxysErrorsFromTheServices(
      int status, String header, String body, IngressProbe.Answer answer) throws IOException {
    String more = header == null ? "" : header + "\r\n";
    try (RawServer server =
        new RawServer(
            "HTTP/1.1 %d X\r\nContent-Length: %d\r\n%s\r\n%s"
                .formatted(status, body.length(), more, body),
            Duration.ZERO)) {
      assertThat(server.probe().ask(NAME, Duration.ofSeconds(10))).isEqualTo(answer);
    }
  }

  /** Its head is there and its body never ends. */
  @Test
  void eventStreamIsAnAnswer() throws Exception {
    try (RawServer server =
        new RawServer(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", Duration.ZERO)) {
      assertThat(new UrlCheck(server.probe()).await(NAME, Protocol.HTTP, () -> true)).isTrue();
    }
  }

  @Test
  void slowFirstByteIsAnAnswerAndTheWatcherIsNotKeptWaiting() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    try (RawServer server =
        new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", Duration.ofSeconds(7))) {
      boolean answered =
          new UrlCheck(server.probe())
              .await(NAME, Protocol.HTTP, () -> looks.incrementAndGet() > 0);

      assertThat(answered).isTrue();
      assertThat(looks.get()).isGreaterThanOrEqualTo(6);
    }
  }

  @Test
  void whatTheProxyCannotReadIsTheServicesFault() throws Exception {
    HttpServer proxy =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    proxy.createContext(
        "/",
        exchange -> {
          byte[] body = "Bad Gateway".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(502, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    proxy.start();
    try {
      UrlCheck check = new UrlCheck(probe(proxy.getAddress().getPort()));
      assertThatThrownBy(() -> check.await(NAME, Protocol.HTTP, () -> true))
          .isInstanceOfSatisfying(
              DeployException.class,
              failure -> {
                assertThat(failure.code()).isEqualTo(FailureCode.NOT_HTTP);
                assertThat(failure.sentence()).contains("does not answer in HTTP");
              });
    } finally {
      proxy.stop(0);
    }
  }

  @Test
  void endsWhenTheWatcherSaysSo() throws Exception {
    try (RawServer server = new RawServer("", Duration.ofSeconds(60))) {
      assertThat(new UrlCheck(server.probe()).await(NAME, Protocol.HTTP, () -> false)).isFalse();
    }
  }

  private static IngressProbe probe(int port) {
    return new IngressProbe(
        TestSettings.deploy(
            Map.of("APPS_SCHEME", "http", "INGRESS_URL", "http://127.0.0.1:" + port)));
  }

  /** Says the same to everybody, after a while, and never hangs up. */
  private static final class RawServer implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());

    RawServer(String answer, Duration after) throws IOException {
      Thread.ofVirtual().start(() -> serve(answer, after));
    }

    IngressProbe probe() {
      return UrlCheckTest.probe(socket.getLocalPort());
    }

    private void serve(String answer, Duration after) {
      while (!socket.isClosed()) {
        try {
          Socket client = socket.accept();
          Thread.ofVirtual().start(() -> say(client, answer, after));
        } catch (IOException e) {
          return;
        }
      }
    }

    private static void say(Socket client, String answer, Duration after) {
      try (client;
          InputStream request = client.getInputStream()) {
        request.read(new byte[4096]);
        Thread.sleep(after);
        client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
        request.read();
      } catch (IOException | InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
