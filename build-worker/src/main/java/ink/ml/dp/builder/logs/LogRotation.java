package ink.ml.dp.builder.logs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Removes old build logs, by age, by number and by size; whether they were sent or not. */
final class LogRotation {
  private final Path directory;
  private final LogLimits limits;
  private final Clock clock;

  LogRotation(Path directory, LogLimits limits, Clock clock) {
    this.directory = directory;
    this.limits = limits;
    this.clock = clock;
  }

  void run() {
    Instant oldest = clock.instant().minus(limits.age());
    Map<Path, Integer> kept = new HashMap<>();
    long bytes = 0;
    try {
      for (Found found : newestFirst()) {
        int rank = kept.merge(found.log().getParent(), 1, Integer::sum);
        bytes += found.size();
        if (found.changed().isBefore(oldest)
            || rank > limits.filesPerService()
            || bytes > limits.totalBytes()) {
          new Spool(found.log()).delete();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the build logs cannot be rotated", e);
    }
  }

  private List<Found> newestFirst() throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory, 2)) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .map(Found::of)
          .sorted(Comparator.comparing(Found::changed).reversed())
          .toList();
    }
  }

  private record Found(Path log, Instant changed, long size) {
    static Found of(Path log) {
      try {
        return new Found(log, Files.getLastModifiedTime(log).toInstant(), Files.size(log));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
