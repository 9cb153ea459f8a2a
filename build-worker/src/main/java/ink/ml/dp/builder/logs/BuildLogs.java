package ink.ml.dp.builder.logs;

import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.request.RequestScope;
import ink.ml.dp.runtime.redact.Redactor;
import ink.ml.dp.runtime.redact.Secrets;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of build logs: {@code <service id>/<request id>.log}, each ID with what cannot be
 * in a file's name written as {@code %XX}.
 */
@Singleton
public final class BuildLogs {
  private static final Logger LOG = LoggerFactory.getLogger(BuildLogs.class);

  private final Path directory;
  private final LogLimits limits;
  private final Redactor redactor;
  private final Clock clock;
  private final Optional<LogShipper> shipper;

  @Inject
  BuildLogs(LogSettings settings, Redactor redactor) {
    this(
        settings.directory(),
        settings.limits(),
        redactor,
        Clock.systemUTC(),
        settings.push().map(push -> LogShipper.start(settings.directory(), push)));
  }

  /**
   * @param shipper absent where logs stay on the disk
   */
  public BuildLogs(
      Path directory,
      LogLimits limits,
      Redactor redactor,
      Clock clock,
      Optional<LogShipper> shipper) {
    this.directory = directory;
    this.limits = limits;
    this.redactor = redactor;
    this.clock = clock;
    this.shipper = shipper;
  }

  /**
   * Opens a request's log; another attempt goes on where the one before ended. A disk that takes no
   * log does not stop the build.
   *
   * @param own what of the build's nobody must see; nobody else's is hidden, or who guesses it
   *     would see that the guess is right
   */
  public BuildLog open(RequestScope service, CommitSha commit, Secrets own) {
    Path file = file(service);
    LogFile lines = lines(file, LogLabels.of(service, commit));
    return new BuildLog(lines, limits, own, redactor::redactPlatform);
  }

  private LogFile lines(Path file, LogLabels labels) {
    try {
      new Spool(file).label(labels);
      return LogFile.append(file, limits.fileBytes(), clock, () -> changed(file));
    } catch (IOException e) {
      LOG.warn("the build log {} cannot be opened: {}", file, e.getMessage());
      return LogFile.nowhere(clock);
    }
  }

  /** Removes logs that are too old or too many. */
  public void rotate() {
    new LogRotation(directory, limits, clock).run();
  }

  @PreDestroy
  void stop() {
    shipper.ifPresent(LogShipper::close);
  }

  private void changed(Path file) {
    shipper.ifPresent(s -> s.changed(file));
  }

  private Path file(RequestScope service) {
    return directory
        .resolve(LogNames.segment(service.serviceId().value()))
        .resolve(LogNames.segment(service.requestId().value()) + ".log");
  }
}
