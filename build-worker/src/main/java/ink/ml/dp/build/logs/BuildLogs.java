package ink.ml.dp.build.logs;

import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.request.ServiceIdentity;
import ink.ml.dp.runtime.redact.Redactor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;

/** The directory of build logs: {@code <service id>/<request id>.log}. */
public final class BuildLogs {
  private final Path directory;
  private final LogLimits limits;
  private final Redactor redactor;
  private final Clock clock;

  public BuildLogs(Path directory, LogLimits limits, Redactor redactor, Clock clock) {
    this.directory = directory;
    this.limits = limits;
    this.redactor = redactor;
    this.clock = clock;
  }

  /** Opens a request's log; another attempt goes on where the one before ended. */
  public BuildLog open(ServiceIdentity service, CommitSha commit) {
    try {
      return new BuildLog(
          LogFile.append(file(service), limits.fileBytes(), clock), limits, redactor::redact);
    } catch (IOException e) {
      throw new UncheckedIOException("the build log cannot be opened", e);
    }
  }

  Path file(ServiceIdentity service) {
    return directory
        .resolve(LogNames.segment(service.serviceId().value()))
        .resolve(LogNames.segment(service.requestId().value()) + ".log");
  }
}
