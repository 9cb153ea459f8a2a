package ink.ml.dp.registrygc.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Every file below a directory, with its bytes and its time. */
public final class Tree {
  private Tree() {}

  /** What the files below a registry's data directory are. */
  public static Map<String, String> of(Path root) {
    Path data = root.resolve("docker/registry/v2");
    return of(data, data);
  }

  /** What the files below a directory are, by their paths from another one. */
  public static Map<String, String> of(Path directory, Path data) {
    try (Stream<Path> files = Files.walk(directory)) {
      Map<String, String> tree = new TreeMap<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        tree.put(
            data.relativize(file).toString(),
            Files.getLastModifiedTime(file) + " " + Arrays.hashCode(Files.readAllBytes(file)));
      }
      return tree;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What differs between two trees, as {@code -path} and {@code +path}. */
  public static List<String> difference(Map<String, String> expected, Map<String, String> found) {
    List<String> difference = new ArrayList<>();
    expected.forEach(
        (path, facts) -> {
          if (!facts.equals(found.get(path))) {
            difference.add("-" + path);
          }
        });
    found.forEach(
        (path, facts) -> {
          if (!facts.equals(expected.get(path))) {
            difference.add("+" + path);
          }
        });
    return difference;
  }

  /** How many bytes the files below a directory have. */
  public static long bytes(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(Tree::size).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
