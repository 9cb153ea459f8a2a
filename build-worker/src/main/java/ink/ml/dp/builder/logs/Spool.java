package ink.ml.dp.builder.logs;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A log file as what is yet to be sent: {@code x.log} with {@code x.labels.json}, and {@code
 * x.cursor} that says up to which byte it was sent.
 */
final class Spool {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BATCH_BYTES = 256 << 10;
  private static final int LONGEST_LINE = 200 << 10;

  private final Path log;

  Spool(Path log) {
    this.log = log;
  }

  Path log() {
    return log;
  }

  void label(LogLabels labels) throws IOException {
    Files.createDirectories(log.getParent());
    replace(sibling(".labels.json"), JSON.writeValueAsString(labels));
  }

  LogLabels labels() throws IOException {
    return JSON.readValue(Files.readString(sibling(".labels.json")), LogLabels.class);
  }

  long cursor() throws IOException {
    Path file = sibling(".cursor");
    return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
  }

  boolean pending() throws IOException {
    return Files.exists(log) && Files.exists(sibling(".labels.json")) && Files.size(log) > cursor();
  }

  /** The next whole lines, at most 256 KiB of them; empty when there are none. */
  Batch next() throws IOException {
    long from = cursor();
    byte[] bytes = read(from);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    if (end == 0 && bytes.length >= LONGEST_LINE) {
      end = bytes.length;
    }
    List<String> lines = new ArrayList<>();
    new String(bytes, 0, end, StandardCharsets.UTF_8).lines().forEach(lines::add);
    return new Batch(lines, from + end);
  }

  void sent(Batch batch) throws IOException {
    replace(sibling(".cursor"), Long.toString(batch.end()));
  }

  void delete() throws IOException {
    Files.deleteIfExists(log);
    Files.deleteIfExists(sibling(".cursor"));
    Files.deleteIfExists(sibling(".labels.json"));
  }

  private byte[] read(long from) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long left = Math.max(0, file.length() - from);
      byte[] bytes = new byte[(int) Math.min(left, BATCH_BYTES)];
      file.seek(from);
      file.readFully(bytes);
      return bytes;
    }
  }

  private Path sibling(String ending) {
    String name = log.getFileName().toString();
    return log.resolveSibling(name.substring(0, name.length() - ".log".length()) + ending);
  }

  private static void replace(Path file, String text) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(draft, text);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * @param end the byte after the last line
   */
  record Batch(List<String> lines, long end) {}
}
