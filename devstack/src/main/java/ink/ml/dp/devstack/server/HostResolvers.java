package ink.ml.dp.devstack.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whom this machine asks for names. Docker's resolver inside a container asks them from there,
 * where a fence may stand in its way; those of the machine's own loopback it asks from outside.
 */
final class HostResolvers {
  private static final Pattern LINE =
      Pattern.compile("\\s*nameserver\\s+(?!127\\.)(\\d+(?:\\.\\d+){3})\\s*");

  private HostResolvers() {}

  /** Their IPv4 addresses, between spaces. */
  static String addresses() {
    try {
      return in(Files.readAllLines(Path.of("/etc/resolv.conf")));
    } catch (IOException e) {
      // None is a machine's right; Docker then asks public ones, which no fence stops.
      return "";
    }
  }

  static String in(List<String> lines) {
    return lines.stream()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .distinct()
        .collect(Collectors.joining(" "));
  }
}
