package ink.ml.dp.devstack.server;

import ink.ml.dp.devstack.instance.PlatformException;
import ink.ml.dp.devstack.instance.Ports;
import ink.ml.dp.devstack.server.ServerDefinition.PublishedPort;
import ink.ml.dp.devstack.server.ServerDefinition.Readiness;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/** Looks at a server that runs already: whether it is usable by now. */
final class ReadinessCheck {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int PAUSE_MILLIS = 200;
  private static final int ANSWER_MILLIS = 5_000;

  private final Containers containers;
  private final Ports ports;

  ReadinessCheck(Containers containers, Ports ports) {
    this.containers = containers;
    this.ports = ports;
  }

  /** Answers at once when the server is usable, which it nearly always is; else waits for it. */
  boolean becomesReady(ServerDefinition server) {
    Instant deadline = Instant.now().plus(LIMIT);
    while (!isReady(server)) {
      if (Instant.now().isAfter(deadline)) {
        return false;
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new PlatformException("interrupted while waiting for a server", "try again", e);
      }
    }
    return true;
  }

  private boolean isReady(ServerDefinition server) {
    return switch (server.readiness()) {
      case Readiness.LogLine(String pattern) ->
          containers.log(server).lines().anyMatch(Pattern.compile(pattern).asMatchPredicate());
      case Readiness.Http(int port, String path) ->
          server.ports().stream()
              .filter(published -> published.container() == port)
              .allMatch(published -> answers(published, path));
    };
  }

  private boolean answers(PublishedPort published, String path) {
    URI uri = URI.create("http://127.0.0.1:" + ports.of(published.name()) + path);
    try {
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setConnectTimeout(ANSWER_MILLIS);
      connection.setReadTimeout(ANSWER_MILLIS);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException notYet) {
      return false;
    }
  }
}
