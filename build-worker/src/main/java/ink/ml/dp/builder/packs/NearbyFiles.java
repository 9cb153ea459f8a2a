package ink.ml.dp.builder.packs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks for what a request may have meant, for the sentence that says what is missing. */
final class NearbyFiles {
  private static final int DEPTH = 6;
  private static final int MOST_LOOKED_AT = 50_000;
  private static final int MOST_NAMED = 5;

  private NearbyFiles() {}

  /**
   * Up to five files below a directory, the nearest first, as quoted paths; empty when there is
   * none. Looks at no more than is good for a message, and into no dependencies.
   */
  static Optional<String> named(Path root, Predicate<String> name) {
    try (Stream<Path> files = Files.walk(root, DEPTH)) {
      List<Path> found =
          files
              .limit(MOST_LOOKED_AT)
              .filter(file -> name.test(String.valueOf(file.getFileName())))
              .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .map(root::relativize)
              .filter(file -> !file.toString().contains("node_modules/"))
              .sorted(Comparator.comparingInt(Path::getNameCount).thenComparing(Path::toString))
              .limit(MOST_NAMED)
              .toList();
      return found.isEmpty()
          ? Optional.empty()
          : Optional.of(
              found.stream()
                  .map(file -> "'" + printable(file.toString()) + "'")
                  .collect(Collectors.joining(", ")));
    } catch (IOException | UncheckedIOException _) {
      // Only a help for the reader of a message that is right without it.
      return Optional.empty();
    }
  }

  private static String printable(String path) {
    return path.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
  }
}
