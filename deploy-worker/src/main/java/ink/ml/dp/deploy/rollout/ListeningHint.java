package ink.ml.dp.deploy.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a service says that it listens, read from its log. Most frameworks say so, and it is the
 * only evidence that can be had from outside: the kubelet's probe sees a refused connection
 * whatever the process listens on.
 */
final class ListeningHint {
  private static final Pattern STATEMENT =
      Pattern.compile(
          "(?i)\\b(listening|listens|listen|serving|bound to|(?:running|started|ready|available|starting"
              + "|accepting connections)\\b.{0,40}?\\b(?:on|at)|local:)");
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?i)(?:(?<host>localhost|127(?:\\.\\d{1,3}){3}|\\[?::1\\]?|0\\.0\\.0\\.0|\\[::\\]|\\*)"
              + "|(?<=[\\s\"'=(\\[]|^))"
              + ":(?<port>\\d{2,5})(?![\\d:.])");
  private static final Pattern PORT =
      Pattern.compile("(?i)\\bport\\b[\\s:=#]*(?<port>\\d{2,5})\\b");

  private record Address(boolean loopback, int port) {}

  private ListeningHint() {}

  /**
   * Why nobody can reach the service on this port, as far as its own words tell; empty when they
   * tell nothing, or that it does listen there.
   */
  static Optional<String> whyUnreachable(List<String> log, int port) {
    List<Address> stated = log.stream().flatMap(line -> stated(line).stream()).toList();
    if (stated.isEmpty() || stated.stream().anyMatch(a -> a.port() == port && !a.loopback())) {
      return Optional.empty();
    }
    return ofLocalhostOnly(log, port)
        .or(
            () ->
                Optional.of(
                    "by its own log it listens on port "
                        + stated.getLast().port()
                        + " instead of "
                        + port));
  }

  /** As above, when it says that it has this port, and only for itself. */
  static Optional<String> ofLocalhostOnly(List<String> log, int port) {
    List<Address> same =
        log.stream()
            .flatMap(line -> stated(line).stream())
            .filter(address -> address.port() == port)
            .toList();
    return !same.isEmpty() && same.stream().allMatch(Address::loopback)
        ? Optional.of(
            "by its own log it listens on port "
                + port
                + " of localhost only, where nobody else can reach it: listen on 0.0.0.0")
        : Optional.empty();
  }

  private static List<Address> stated(String line) {
    List<Address> found = new ArrayList<>();
    Matcher statement = STATEMENT.matcher(line);
    if (!statement.find()) {
      return found;
    }
    String rest = line.substring(statement.start());
    Matcher address = ADDRESS.matcher(rest);
    while (address.find()) {
      add(found, isLoopback(address.group("host")), address.group("port"));
    }
    Matcher port = PORT.matcher(rest);
    while (found.isEmpty() && port.find()) {
      add(found, false, port.group("port"));
    }
    return found;
  }

  private static void add(List<Address> found, boolean loopback, String port) {
    int number = Integer.parseInt(port);
    if (number >= 1 && number <= 65_535) {
      found.add(new Address(loopback, number));
    }
  }

  private static boolean isLoopback(@Nullable String host) {
    return host != null
        && (host.equalsIgnoreCase("localhost") || host.startsWith("127.") || host.contains("::1"));
  }
}
