package ink.ml.dp.builder.logs;

import java.time.Duration;

/**
 * How much of builds' output is kept.
 *
 * @param stepBytes of one step; what is more is left out, with a line that says so
 * @param fileBytes of one request
 * @param filesPerService the newest ones
 * @param age after which a file goes
 * @param totalBytes of all files together, above which the oldest go
 */
public record LogLimits(
    long stepBytes, long fileBytes, int filesPerService, Duration age, long totalBytes) {
  private static final long MIB = 1 << 20;

  public static final LogLimits DEFAULT =
      new LogLimits(2 * MIB, 64 * MIB, 20, Duration.ofDays(14), 2048 * MIB);
}
