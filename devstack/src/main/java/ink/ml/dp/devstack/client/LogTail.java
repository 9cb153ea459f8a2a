package ink.ml.dp.devstack.client;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads what is added to a file, line by line. */
public final class LogTail {
  private static final int CHUNK = 1 << 20;

  private final Path file;
  private final Consumer<String> sink;
  private long position;

  public LogTail(Path file, Consumer<String> sink) {
    this.file = file;
    this.sink = sink;
  }

  /** Hands on every whole line since the last call. A file that is not there yet has none. */
  public void poll() {
    if (!Files.exists(file)) {
      return;
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      while (readChunk(in) > 0) {}
    } catch (IOException e) {
      sink.accept("(the log cannot be read: " + e.getMessage() + ")");
    }
  }

  private int readChunk(RandomAccessFile in) throws IOException {
    in.seek(position);
    byte[] added = new byte[(int) Math.min(in.length() - position, CHUNK)];
    in.readFully(added);
    int end = added.length;
    while (end > 0 && added[end - 1] != '\n') {
      end--;
    }
    position += end;
    new String(added, 0, end, StandardCharsets.UTF_8).lines().forEach(sink);
    return end;
  }
}
