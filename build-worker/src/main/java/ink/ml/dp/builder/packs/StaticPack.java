package ink.ml.dp.builder.packs;

import ink.ml.dp.buildkit.Frontend;
import ink.ml.dp.buildkit.LocalSource;
import ink.ml.dp.buildkit.SourceRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Serves a directory with Caddy, as user 1000 on {@code $PORT}. Hidden files do not enter the
 * image, whatever the repository's {@code .dockerignore} says, nor do links that lead out of it.
 *
 * @param base an image with {@code caddy} and a shell
 */
record StaticPack(String base) implements Pack {
  /**
   * Copied by cp and not by COPY: official images give the binary a capability, with which it
   * cannot be started where all are dropped; cp leaves it behind. The Caddyfile lies in a directory
   * that every base has: one that COPY makes gets the file's own mode, and then cannot be entered.
   */
  private static final String DOCKERFILE =
      """
      FROM %s AS caddy
      USER 0
      RUN cp "$(command -v caddy)" /usr/local/bin/serve && chmod 0755 /usr/local/bin/serve
      COPY --chmod=0644 <<'END_OF_CADDYFILE' /etc/Caddyfile
      %s
      END_OF_CADDYFILE
      COPY --chown=0:0 . /srv
      ENV XDG_CONFIG_HOME=/tmp XDG_DATA_HOME=/tmp
      WORKDIR /srv
      USER 1000:1000
      ENTRYPOINT ["/usr/local/bin/serve"]
      CMD ["run", "--config", "/etc/Caddyfile", "--adapter", "caddyfile"]
      """;

  private static final String IGNORED =
      """
      **/.*
      !.well-known
      .well-known/**/.*
      """;

  @Override
  public BuildPlan plan(BuildContext context) {
    Site site = Site.find(context);
    Map<String, byte[]> own =
        Map.of(
            "Dockerfile",
            bytes(DOCKERFILE.formatted(base, caddyfile(context.build().spa()))),
            "Dockerfile.dockerignore",
            bytes(IGNORED + leadingOut(site)));
    return new BuildPlan(
        Frontend.dockerfile("Dockerfile"),
        Map.of(
            "context",
            LocalSource.directory(site.directory(), context.ledger()),
            "dockerfile",
            new LocalSource.Files(own)),
        List.of(
            SourceRule.allow(SourceRule.Match.WILDCARD, "docker-image://" + base),
            SourceRule.allow(SourceRule.Match.WILDCARD, "docker-image://" + base + "@*")),
        false,
        false,
        context.build().publishDirectory().isRoot() && !site.name().isEmpty()
            ? List.of("serving '" + site.name() + "', the first directory with an index.html")
            : List.of());
  }

  private static String leadingOut(Site site) {
    return new SiteLinks(site.directory())
        .leadingOut().stream()
            .map(link -> pattern(link.toString()))
            .sorted()
            .collect(Collectors.joining("\n"));
  }

  /** A pattern for this name alone, as far as a line can say it: a line end is any character. */
  private static String pattern(String name) {
    StringBuilder pattern = new StringBuilder();
    name.codePoints()
        .forEach(
            c -> {
              if (c == ' ') {
                pattern.append("[ ]");
              } else if (Character.isWhitespace(c) || Character.isISOControl(c)) {
                pattern.append('?');
              } else {
                pattern.append("*?[]\\!#".indexOf(c) < 0 ? "" : "\\").appendCodePoint(c);
              }
            });
    return pattern.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** In the Caddyfile: what answers in place of a page that is not there. */
  private static final String FALLBACK = "file /200.html\n";

  private static final String FRONT_PAGE = "file /200.html /index.html /index.htm\n";

  private static String caddyfile(boolean spa) {
    String plain = caddyfile();
    return spa ? plain.replace(FALLBACK, FRONT_PAGE) : plain;
  }

  private static String caddyfile() {
    try (InputStream in = StaticPack.class.getResourceAsStream("Caddyfile")) {
      return new String(
              Objects.requireNonNull(in, "the Caddyfile is in the worker's jar").readAllBytes(),
              StandardCharsets.UTF_8)
          .strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the worker's own Caddyfile cannot be read", e);
    }
  }
}
