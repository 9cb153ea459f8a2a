package ink.ml.dp.devstack.client;

import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.result.ServiceResult;
import ink.ml.dp.model.result.Stage;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Says each stage of a deploy as it happens, and what the build prints, until the answer is there.
 */
final class Follower {
  private static final long POLL_MILLIS = 150;

  private final Platform platform;
  private final Progress progress;

  Follower(Platform platform, Progress progress) {
    this.platform = platform;
    this.progress = progress;
  }

  ServiceResult follow(ServiceStarter.Sent sent, ServiceRequest request) {
    Path log =
        platform
            .instance()
            .buildLogs()
            .resolve(request.serviceId() + "/" + request.requestId() + ".log");
    BuildLines lines = new BuildLines(progress);
    LogTail build = new LogTail(log, lines::accept);
    String said = "";
    Set<String> stages = new HashSet<>();
    while (true) {
      Optional<ServiceResult> result = sent.result(POLL_MILLIS, TimeUnit.MILLISECONDS);
      build.poll();
      if (result.isPresent()) {
        lines.finish();
        return result.get();
      }
      Optional<ink.ml.dp.model.result.Progress> now =
          sent.progress()
              .filter(
                  p -> request.requestId() == null || request.requestId().equals(p.requestId()));
      String line = now.map(Follower::line).orElse(said);
      if (now.isPresent() && !line.equals(said)) {
        String stage = now.get().stage();
        // Over before it was seen, but it must have been.
        precedes(stage).filter(earlier -> !stages.contains(earlier)).ifPresent(progress::say);
        precedes(stage).ifPresent(stages::add);
        stages.add(stage);
        progress.say(line);
        said = line;
      }
    }
  }

  private static String line(ink.ml.dp.model.result.Progress now) {
    if (now.place() != null) {
      return now.stage() + ": waits for a builder, at place " + now.place();
    }
    return now.step() == null ? now.stage() : now.stage() + ": " + now.step();
  }

  /** The short stage that a longer one always follows. */
  private static Optional<String> precedes(String stage) {
    return switch (Stage.valueOf(stage.toUpperCase(Locale.ROOT))) {
      case BUILD -> Optional.of(Stage.CLONE.wire());
      case ROLLOUT -> Optional.of(Stage.APPLY.wire());
      default -> Optional.empty();
    };
  }
}
