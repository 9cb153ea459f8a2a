package ink.ml.dp.buildkit.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ink.ml.dp.buildkit.BuildEvent;
import ink.ml.dp.buildkit.BuildFailedException;
import ink.ml.dp.buildkit.BuildFailure;
import ink.ml.dp.buildkit.BuildKitAddress;
import ink.ml.dp.buildkit.BuildRequest;
import ink.ml.dp.buildkit.BuildStep;
import ink.ml.dp.buildkit.CancellationSignal;
import ink.ml.dp.buildkit.CancellationSource;
import ink.ml.dp.buildkit.FenceProbe;
import ink.ml.dp.buildkit.LocalSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FenceVerdictsTest {
  private static final BuildKitAddress ADDRESS = new BuildKitAddress.Tcp("127.0.0.1", 1);
  private static final String DIGEST = "@sha256:" + "a".repeat(64);

  private final List<String> froms = new CopyOnWriteArrayList<>();

  @Test
  void aCancelledBuildDoesNotWaitForATrialThatOthersWaitFor() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    FenceVerdicts verdicts =
        verdicts(
            request -> {
              begun.countDown();
              go.await();
              return shown(request);
            });
    CancellationSource cancel = new CancellationSource();
    Thread.startVirtualThread(
        () -> {
          try {
            begun.await();
            cancel.cancel();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(
            catchThrowableOfType(
                    BuildFailedException.class, () -> verdicts.require(ADDRESS, cancel))
                .failure())
        .isInstanceOf(BuildFailure.Cancelled.class);
    go.countDown();
    verdicts.require(ADDRESS, CancellationSignal.never());
    assertThat(froms).hasSize(1);
  }

  @Test
  void asksForWhatTheDaemonHasOnceItsDigestIsKnown() {
    FenceVerdicts verdicts = verdicts(FenceVerdictsTest::shown);
    verdicts.requireNow(ADDRESS);
    verdicts.requireNow(ADDRESS);
    assertThat(froms).containsExactly("base:1", "base:1" + DIGEST);
  }

  @Test
  void goesBackToTheNameWhenTheDigestIsGone() {
    FenceVerdicts verdicts =
        verdicts(
            request -> {
              if (from(request).endsWith(DIGEST)) {
                throw new BuildFailedException(new BuildFailure.BaseImageUnavailable("gone"));
              }
              return shown(request);
            });
    verdicts.requireNow(ADDRESS);
    verdicts.requireNow(ADDRESS);
    assertThat(froms).containsExactly("base:1", "base:1" + DIGEST, "base:1");
  }

  private interface Answer {
    List<BuildEvent> to(BuildRequest request) throws InterruptedException;
  }

  private FenceVerdicts verdicts(Answer answer) {
    FenceProbe probe = new FenceProbe("base:1", List.of("127.0.0.1"), Duration.ofMinutes(1));
    return new FenceVerdicts(
        probe,
        (address, request, cancel) -> {
          if (from(request).equals("scratch")) {
            return List.of();
          }
          froms.add(from(request));
          try {
            return answer.to(request);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static List<BuildEvent> shown(BuildRequest request) {
    BuildStep from = new BuildStep(1, "sha256:x", "[1/2] FROM docker.io/library/base:1" + DIGEST);
    BuildStep run = new BuildStep(2, "sha256:y", "[2/2] RUN " + request.appKey());
    return List.of(
        new BuildEvent.StepStarted(from, Instant.EPOCH),
        new BuildEvent.LogLine(run, Instant.EPOCH, false, "tried"));
  }

  private static String from(BuildRequest request) {
    LocalSource.Files files =
        (LocalSource.Files) Objects.requireNonNull(request.locals().get("context"));
    byte[] dockerfile = Objects.requireNonNull(files.files().get("Dockerfile"));
    return new String(dockerfile, StandardCharsets.UTF_8)
        .lines()
        .findFirst()
        .orElseThrow()
        .substring("FROM ".length());
  }
}
