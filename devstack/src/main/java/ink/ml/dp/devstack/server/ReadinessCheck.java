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

/** Looks at a server that was started until it is usable; one that has ended is not waited for. */
final class ReadinessCheck {
  private static final int PAUSE_MILLIS = 200;
  private static final int ANSWER_MILLIS = 5_000;

  private final Ports ports;

  ReadinessCheck(Ports ports) {
    this.ports = ports;
  }

  /** What a server's container says of itself. */
  interface Seen {
    boolean isRunning();

    /** Everything that the server wrote since it was created. */
    String log();
  }

  /** How the wait for a server ended. */
  enum Outcome {
    READY,
    ENDED,
    SILENT
  }

  /** Answers at once when the server is usable or has ended; else looks again until the limit. */
  Outcome await(ServerDefinition server, Seen seen, Duration limit) {
    Instant deadline = Instant.now().plus(limit);
    while (!isReady(server, seen)) {
      if (!seen.isRunning()) {
        return Outcome.ENDED;
      }
      if (Instant.now().isAfter(deadline)) {
        return Outcome.SILENT;
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new PlatformException("interrupted while waiting for a server", "try again", e);
      }
    }
    return Outcome.READY;
  }

  private boolean isReady(ServerDefinition server, Seen seen) {
    return switch (server.readiness()) {
      case Readiness.LogLine(String pattern) ->
          seen.log().lines().anyMatch(Pattern.compile(pattern).asMatchPredicate());
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
