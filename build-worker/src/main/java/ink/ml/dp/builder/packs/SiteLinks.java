package ink.ml.dp.builder.packs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Where a site's symbolic links lead. A server follows links, and in the image a link that leads
 * out of the site leads to the server's own files.
 *
 * @param root of the site
 */
record SiteLinks(Path root) {
  private static final int MOST_HOPS = 40;

  /** Links that lead out of the site, or round and round; relative to it, in no order. */
  List<Path> leadingOut() {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isSymbolicLink() && leadsOut(file)) {
                found.add(root.relativize(file));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("'" + root + "' cannot be read", e);
    }
    return found;
  }

  /** Whether the name means a file of the site, by itself or by links that stay inside. */
  boolean hasFile(String name) {
    Path file = root.resolve(name);
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || (Files.isSymbolicLink(file) && !leadsOut(file) && Files.isRegularFile(file));
  }

  private boolean leadsOut(Path link) {
    Deque<String> rest = new ArrayDeque<>();
    goFirst(root.relativize(link), rest);
    Deque<Path> at = new ArrayDeque<>(List.of(root));
    int hops = 0;
    while (!rest.isEmpty()) {
      String name = rest.pop();
      if (name.equals("..")) {
        at.pop();
        if (at.isEmpty()) {
          return true;
        }
      } else {
        Path next = at.element().resolve(name);
        if (Files.isSymbolicLink(next)) {
          hops++;
          Path target = target(next);
          if (target.isAbsolute() || hops > MOST_HOPS) {
            return true;
          }
          goFirst(target, rest);
        } else {
          at.push(next);
        }
      }
    }
    return false;
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      throw new UncheckedIOException("the link '" + link + "' cannot be read", e);
    }
  }

  private static void goFirst(Path path, Deque<String> rest) {
    for (int i = path.getNameCount() - 1; i >= 0; i--) {
      String name = path.getName(i).toString();
      if (!name.isEmpty() && !name.equals(".")) {
        rest.push(name);
      }
    }
  }
}
