package ink.ml.dp.builder.git;

import ink.ml.dp.model.name.InvalidValueException;
import ink.ml.dp.model.name.RepositoryName;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;

/** What {@code .gitmodules} says, by path. */
final class SubmoduleUrls {
  private static final Pattern SCP = Pattern.compile("(?:[\\w.-]+@)?([\\w.-]+):(?!//)/?(.+)");
  private static final Pattern URL =
      Pattern.compile("(?:https?|ssh|git)://(?:[^/@]*@)?([\\w.-]+)(?::[0-9]+)?/(.+)");

  private final Map<String, String> urls = new HashMap<>();

  private SubmoduleUrls() {}

  /** Reads the file as far as it can be read. */
  static SubmoduleUrls parse(byte[] gitmodules) {
    SubmoduleUrls found = new SubmoduleUrls();
    Config config = new Config();
    try {
      config.fromText(new String(gitmodules, StandardCharsets.UTF_8));
    } catch (ConfigInvalidException _) {
      return found;
    }
    for (String name : config.getSubsections("submodule")) {
      String path = config.getString("submodule", name, "path");
      String url = config.getString("submodule", name, "url");
      if (path != null && url != null) {
        found.urls.put(path.replaceAll("^(\\./)+|/+$", ""), url);
      }
    }
    return found;
  }

  Optional<String> url(String path) {
    return Optional.ofNullable(urls.get(path));
  }

  /**
   * The repository of the same host that a URL means, over whatever protocol it would be asked.
   *
   * @param url absolute, or relative to the repository that holds the submodule
   * @return empty when it is on another host, or no repository's
   */
  static Optional<RepositoryName> sameHost(GitRemote parent, String url) {
    if (url.startsWith("./") || url.startsWith("../")) {
      URI base = URI.create(parent.url() + "/");
      return name(parent, base.resolve(url.replace(" ", "%20")).normalize().getPath());
    }
    Matcher absolute = URL.matcher(url);
    Matcher scp = SCP.matcher(url);
    Matcher match = absolute.matches() ? absolute : scp;
    if (!match.matches()
        || !match
            .group(1)
            .toLowerCase(Locale.ROOT)
            .equals(parent.url().getHost().toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    return name(parent, "/" + match.group(2));
  }

  private static Optional<RepositoryName> name(GitRemote parent, String path) {
    String own = parent.url().getPath();
    String prefix = own.substring(0, own.length() - (parent.name() + ".git").length());
    if (!path.startsWith(prefix)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new RepositoryName(
              path.substring(prefix.length()).replaceAll("/+$", "").replaceAll("\\.git$", "")));
    } catch (InvalidValueException _) {
      return Optional.empty();
    }
  }
}
