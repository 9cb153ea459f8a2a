package ink.ml.dp.devstack.standins.state;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.UnaryOperator;

/**
 * A value that outlives the process: in a JSON file that is replaced as a whole.
 *
 * @param <T> immutable, and readable by Jackson
 */
public final class StateFile<T> {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private T value;

  private StateFile(Path file, T value) {
    this.file = file;
    this.value = value;
  }

  /** Reads the file, or begins with a first value where there is none. */
  public static <T> StateFile<T> open(Path file, Class<T> type, T first) throws IOException {
    T value = Files.exists(file) ? JSON.readValue(file.toFile(), type) : first;
    return new StateFile<>(file, value);
  }

  public synchronized T get() {
    return value;
  }

  /**
   * Changes the value; it is on the disk when this returns.
   *
   * @return the new value
   */
  public synchronized T update(UnaryOperator<T> change) {
    T changed = change.apply(value);
    if (!changed.equals(value)) {
      try {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.write(next, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(changed));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new UncheckedIOException("tried to keep " + file, e);
      }
      value = changed;
    }
    return value;
  }
}
