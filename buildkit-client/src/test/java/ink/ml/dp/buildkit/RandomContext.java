package ink.ml.dp.buildkit;

import ink.ml.dp.buildkit.pattern.RandomPatterns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A context with files, links and empty directories, an ignore file, and a Dockerfile for it. */
final class RandomContext {
  private static final List<String> NAMES = List.of("a", "b", "ab", "a.b", "c", "D", "a b", "z");
  private static final List<String> TARGETS =
      List.of("a", "../a", "/b", "b/a", "../../c", "/ab/a", "missing", ".", "a.b");
  private static final List<String> COPIED =
      List.of("a", "b/a", "a*", "*/a", "[ab]*", "ab/", "?", "a.b/*", "c/../b", "/z");

  private final Random random;
  private final Path root;
  private final String ignore;
  private final String dockerfile;

  RandomContext(long seed, Path root) throws IOException {
    random = new Random(seed);
    this.root = Files.createDirectories(root);
    fill(root, 0);
    ignore = String.join("\n", new RandomPatterns(seed).patterns()) + "\n";
    StringBuilder steps = new StringBuilder("FROM scratch\n");
    List<String> copies = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      copies.add("COPY [\"%s\", \"/some%d/\"]\n".formatted(some(COPIED), i));
    }
    if (copies.isEmpty() || random.nextBoolean()) {
      copies.add("COPY . /all/\n");
    }
    copies.forEach(steps::append);
    dockerfile = steps.toString();
    Files.writeString(root.resolve("Dockerfile"), dockerfile);
    Files.writeString(root.resolve(".dockerignore"), ignore);
  }

  private void fill(Path directory, int depth) throws IOException {
    for (int i = random.nextInt(5) + 1; i > 0; i--) {
      Path path = directory.resolve(some(NAMES));
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          Files.createDirectory(
              path,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
          if (depth < 3 && random.nextInt(5) > 0) {
            fill(path, depth + 1);
          }
        }
        case 2 -> Files.createSymbolicLink(path, Path.of(some(TARGETS)));
        default -> {
          Files.writeString(path, root.relativize(path).toString());
          Files.setPosixFilePermissions(
              path,
              PosixFilePermissions.fromString(random.nextInt(4) == 0 ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }

  private String some(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  @Override
  public String toString() {
    return dockerfile + "with ignored:\n" + ignore;
  }
}
