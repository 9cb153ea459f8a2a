package ink.ml.dp.builder.packs;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.RelativePath;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory that is served.
 *
 * @param name relative to the root directory; the root directory itself when it is empty
 */
record Site(Path directory, String name) {
  /** What answers {@code /}. */
  private static final List<String> PAGES = List.of("index.html", "index.htm", "200.html");

  /** Where site generators put what they made. */
  private static final List<String> USUAL =
      List.of("dist", "build", "public", "out", "_site", "docs");

  /**
   * The publish directory that was asked for; without one, the first directory that has a page.
   *
   * @throws DeployException {@code SITE_NOT_FOUND} when there is no page, {@code PATH_NOT_FOUND}
   *     when a directory that was asked for is not there
   */
  static Site find(BuildContext context) {
    Path root = SourcePaths.directory(context.tree(), context.rootDirectory(), "root_directory");
    RelativePath publish = context.build().publishDirectory();
    if (!publish.isRoot()) {
      Path directory = SourcePaths.directory(root, publish, "publish_directory");
      if (!hasPage(directory)) {
        throw missing(root, "in '" + publish + "'", "that directory has no index.html");
      }
      return new Site(directory, publish.value());
    }
    return Stream.concat(Stream.of(""), USUAL.stream())
        .map(name -> new Site(name.isEmpty() ? root : root.resolve(name), name))
        .filter(site -> Files.isDirectory(site.directory(), LinkOption.NOFOLLOW_LINKS))
        .filter(site -> hasPage(site.directory()))
        .findFirst()
        .orElseThrow(
            () ->
                missing(
                    root,
                    context.rootDirectory().isRoot()
                        ? "in the repository"
                        : "in '" + context.rootDirectory() + "'",
                    "there is no index.html at its root, nor in any of "
                        + String.join(", ", USUAL)));
  }

  private static boolean hasPage(Path directory) {
    SiteLinks links = new SiteLinks(directory);
    return PAGES.stream().anyMatch(links::hasFile);
  }

  private static DeployException missing(Path root, String where, String because) {
    Optional<String> elsewhere = NearbyFiles.named(root, PAGES::contains);
    return new Action("find the site's pages " + where)
        .failed(
            FailureCode.SITE_NOT_FOUND,
            because + elsewhere.map(names -> "; there is " + names).orElse(""));
  }
}
