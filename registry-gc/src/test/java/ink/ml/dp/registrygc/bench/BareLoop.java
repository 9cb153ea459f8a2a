package ink.ml.dp.registrygc.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The disk's limit: what ours removed from a store is removed from one like it by a loop that does
 * nothing else, one file after the other.
 */
final class BareLoop {
  private BareLoop() {}

  /** Lists all that is in a store, what is in a directory before it. */
  static void list(Path store, Path list) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("find", ".", "-mindepth", "1", "-depth")
            .directory(store.toFile())
            .redirectOutput(list.toFile())
            .start()
            .waitFor();
    if (code != 0) {
      throw new IOException("find ended with " + code);
    }
  }

  /** Writes down what of a list is in a store no more; how much that is. */
  static long gone(Path list, Path store, Path gone) throws IOException {
    long count = 0;
    try (BufferedReader all = Files.newBufferedReader(list);
        BufferedWriter out = Files.newBufferedWriter(gone)) {
      for (String name = all.readLine(); name != null; name = all.readLine()) {
        if (!new File(store.toFile(), name).exists()) {
          out.write(name);
          out.newLine();
          count++;
        }
      }
    }
    return count;
  }

  /** Removes what a list has; the seconds. */
  static double remove(Path store, Path list) throws IOException {
    String root = store + "/";
    long start = System.nanoTime();
    try (BufferedReader names = Files.newBufferedReader(list)) {
      for (String name = names.readLine(); name != null; name = names.readLine()) {
        if (!new File(root + name).delete()) {
          throw new IOException("cannot remove " + root + name);
        }
      }
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
