package ink.ml.dp.builder.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request's log, appended to line by line as {@code <time> <text>}. Times never repeat and
 * never go back, so that they also give the order. A disk that takes no more ends the log, not the
 * build.
 */
final class LogFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);

  private final Path file;
  private final long limit;
  private final Clock clock;
  private final @Nullable FileChannel channel;
  private final Runnable changed;
  private Instant last = Instant.EPOCH;
  private boolean ended;

  private LogFile(
      Path file, long limit, Clock clock, Runnable changed, @Nullable FileChannel channel) {
    this.file = file;
    this.limit = limit;
    this.clock = clock;
    this.changed = changed;
    this.channel = channel;
  }

  static LogFile append(Path file, long limit, Clock clock, Runnable changed) throws IOException {
    Files.createDirectories(file.getParent());
    return new LogFile(
        file,
        limit,
        clock,
        changed,
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
  }

  /** A log that is not kept. */
  static LogFile nowhere(Clock clock) {
    return new LogFile(Path.of(""), 0, clock, () -> {}, null);
  }

  /** Writes one line; it must not hold line ends. */
  void write(String text) {
    if (ended || channel == null) {
      return;
    }
    try {
      if (channel.position() > limit) {
        ended = true;
        put(
            channel,
            "[the log of this build is longer than " + limit + " bytes; the rest is left out]");
        return;
      }
      put(channel, text);
    } catch (IOException e) {
      ended = true;
      LOG.warn("the build log {} cannot be written any more: {}", file, e.getMessage());
    }
  }

  /** How many bytes were written so far, by all attempts. */
  long size() {
    try {
      return channel == null ? 0 : channel.size();
    } catch (IOException _) {
      return 0;
    }
  }

  private void put(FileChannel to, String text) throws IOException {
    Instant now = clock.instant();
    last = now.isAfter(last) ? now : last.plusNanos(1000);
    ByteBuffer line =
        ByteBuffer.wrap(
            (LogTime.format(last) + " " + text + "\n").getBytes(StandardCharsets.UTF_8));
    while (line.hasRemaining()) {
      to.write(line);
    }
    changed.run();
  }

  @Override
  public void close() {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      LOG.warn("the build log {} cannot be closed: {}", file, e.getMessage());
    }
  }
}
