package ink.ml.dp.acceptance;

import java.util.Map;
import java.util.regex.Pattern;

/** Repositories that tests write themselves. */
final class Sources {
  private static final String DOCKERFILE =
      """
      FROM caddy:2
      USER 0
      RUN cp "$(command -v caddy)" /usr/local/bin/serve && chmod 0755 /usr/local/bin/serve
      ENV XDG_CONFIG_HOME=/tmp XDG_DATA_HOME=/tmp
      %s
      COPY index.html /srv/index.html
      USER 1000:1000
      ENTRYPOINT ["/usr/local/bin/serve", "file-server", "--root", "/srv", "--listen", ":3000"]
      """;

  /** What the slow step of {@link #slowService} prints, as the build's log has it. */
  static final Pattern SLOW_STEP = Pattern.compile("#\\d+ the slow step of ");

  private Sources() {}

  /**
   * A service on port 3000 that answers with this page.
   *
   * @param instructions further lines of its Dockerfile
   */
  static Map<String, String> service(String page, String... instructions) {
    return Map.of(
        "Dockerfile", DOCKERFILE.formatted(String.join("\n", instructions)), "index.html", page);
  }

  /** As {@link #service}, with a step that says so in the build's log and then takes its time. */
  static Map<String, String> slowService(String page, int seconds) {
    return service(page, "RUN echo \"the slow step of " + page + "\" && sleep " + seconds);
  }
}
