package ink.ml.dp.builder.packs;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.RelativePath;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Finds a request's paths in a checkout. Every directory on the way must be a real one: a link
 * could lead out of the checkout, into the worker's own files.
 */
final class SourcePaths {
  private SourcePaths() {}

  /**
   * @param what it is, for the message: {@code root_directory}
   * @throws DeployException {@code PATH_NOT_FOUND}
   */
  static Path directory(Path from, RelativePath path, String what) {
    Path found = from;
    if (path.isRoot()) {
      return found;
    }
    for (String segment : path.value().split("/", -1)) {
      found = resolve(found, segment, path, what);
      if (Files.isSymbolicLink(found)) {
        throw missing(path, what, "'" + segment + "' is a symbolic link, which is not followed");
      }
      if (!Files.isDirectory(found, LinkOption.NOFOLLOW_LINKS)) {
        throw missing(
            path,
            what,
            Files.exists(found, LinkOption.NOFOLLOW_LINKS)
                ? "'" + segment + "' is not a directory"
                : "the repository has no directory '" + path + "' there");
      }
    }
    return found;
  }

  /** Whether there is a file, or a link that the build itself will resolve within its context. */
  static boolean hasFile(Path from, RelativePath path) {
    try {
      Path parent = from;
      String[] segments = path.value().split("/", -1);
      for (int i = 0; i < segments.length - 1; i++) {
        parent = parent.resolve(segments[i]);
        if (Files.isSymbolicLink(parent)) {
          return true;
        }
      }
      Path file = from.resolve(path.value());
      return Files.isSymbolicLink(file) || Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    } catch (InvalidPathException _) {
      return false;
    }
  }

  private static Path resolve(Path from, String segment, RelativePath path, String what) {
    try {
      return from.resolve(segment);
    } catch (InvalidPathException e) {
      throw missing(path, what, "the repository has no such directory");
    }
  }

  private static DeployException missing(RelativePath path, String what, String because) {
    return new Action("open the " + what + " '" + path + "'")
        .failed(FailureCode.PATH_NOT_FOUND, because);
  }
}
