package ink.ml.dp.devstack.standins.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which code answers which path. */
public final class Routes {
  /** Answers one request; the matcher holds the path's groups. */
  @FunctionalInterface
  public interface Action {
    void handle(Exchange exchange, Matcher path) throws IOException;
  }

  private record Route(String method, Pattern path, Action action) {}

  private static final Logger log = LoggerFactory.getLogger(Routes.class);

  private final List<Route> routes = new ArrayList<>();

  /**
   * Adds a page.
   *
   * @param path a regular expression for the whole decoded path
   */
  public Routes on(String method, String path, Action action) {
    routes.add(new Route(method, Pattern.compile(path), action));
    return this;
  }

  /**
   * As {@link #on}, for callers that know the token alone.
   *
   * @throws HttpError 401 otherwise
   */
  public Routes on(String method, String path, BearerToken token, Action action) {
    return on(
        method,
        path,
        (exchange, groups) -> {
          token.require(exchange);
          action.handle(exchange, groups);
        });
  }

  void handle(Exchange exchange) throws IOException {
    try {
      for (Route route : routes) {
        Matcher path = route.path.matcher(exchange.path());
        if (route.method.equals(exchange.method()) && path.matches()) {
          route.action.handle(exchange, path);
          return;
        }
      }
      throw new HttpError(404, "no such page");
    } catch (HttpError e) {
      exchange.reply(e.status(), Map.of("error", String.valueOf(e.getMessage())));
    } catch (IOException | RuntimeException e) {
      if (exchange.answered()) {
        // Too late for a status; a client that went away is the usual reason.
        log.debug("{} {} broke off", exchange.method(), exchange.path(), e);
        exchange.abort();
      } else {
        log.error("{} {} failed", exchange.method(), exchange.path(), e);
        exchange.reply(500, Map.of("error", String.valueOf(e.getMessage())));
      }
    }
  }

  /** Whether two secrets are equal, in a time that does not depend on where they differ. */
  public static boolean sameSecret(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
