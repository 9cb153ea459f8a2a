package ink.ml.dp.buildkit;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Files that the daemon may ask for during a build. */
public sealed interface LocalSource {
  /** A directory whose unchanged files need not be sent again by a later build. */
  static LocalSource directory(Path root, Path ledger) {
    return new Directory(root, Optional.of(ledger));
  }

  /** A directory that is sent anew by every build. */
  static LocalSource directory(Path root) {
    return new Directory(root, Optional.empty());
  }

  /** One file made up for this build, such as a generated Dockerfile. */
  static LocalSource file(String name, String content) {
    return new Files(Map.of(name, content.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * A directory on disk. Symbolic links are sent as links and never followed, so nothing outside
   * can be read. Owners are not sent, and of the permissions only whether a file is executable.
   *
   * @param root an existing directory
   * @param ledger a file that remembers, from one build of the app to the next, when each file's
   *     content last changed; it is created when missing, and its directory too. Without it every
   *     file counts as changed.
   */
  record Directory(Path root, Optional<Path> ledger) implements LocalSource {}

  /**
   * Files in memory, by relative path with {@code /} between the parts. Always sent anew.
   *
   * @param files content by path; the arrays must not be changed afterwards
   */
  record Files(SortedMap<String, byte[]> files) implements LocalSource {
    public Files(Map<String, byte[]> files) {
      this(new TreeMap<>(files));
    }

    @Override
    public String toString() {
      return "Files" + files.keySet();
    }
  }
}
