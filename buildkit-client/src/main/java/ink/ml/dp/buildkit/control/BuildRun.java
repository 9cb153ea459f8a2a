package ink.ml.dp.buildkit.control;

import ink.ml.dp.buildkit.BuildFailedException;
import ink.ml.dp.buildkit.BuildFailure;
import ink.ml.dp.buildkit.BuildListener;
import ink.ml.dp.buildkit.BuildRequest;
import ink.ml.dp.buildkit.CancellationSignal;
import ink.ml.dp.buildkit.failure.FailureClassifier;
import ink.ml.dp.buildkit.failure.FailureEvidence;
import ink.ml.dp.buildkit.filesync.TransferMeter;
import ink.ml.dp.buildkit.progress.ProgressTracker;
import ink.ml.dp.buildkit.proto.ControlGrpc;
import ink.ml.dp.buildkit.proto.SolveRequest;
import ink.ml.dp.buildkit.proto.SolveResponse;
import ink.ml.dp.buildkit.session.Session;
import ink.ml.dp.buildkit.session.SessionTransport;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;

/** One solve from the first byte to the last, on a connection of its own. */
final class BuildRun {
  /** How long the progress stream may be silent after the solve ended. */
  private static final Duration TAIL = Duration.ofSeconds(5);

  /** The same for a build that is no longer wanted. */
  private static final Duration CANCELLED_TAIL = Duration.ofMillis(500);

  /** The daemon asks every five seconds whether the session is alive. */
  private static final Duration MAX_SILENCE = Duration.ofSeconds(30);

  private final SessionTransport transport;
  private final BuildRequest request;
  private final CancellationSignal cancel;
  private final ProgressTracker tracker;
  private final TransferMeter meter = new TransferMeter();
  private final AtomicBoolean sessionLost = new AtomicBoolean();

  BuildRun(
      SessionTransport transport,
      BuildRequest request,
      BuildListener listener,
      CancellationSignal cancel) {
    this.transport = transport;
    this.request = request;
    this.cancel = cancel;
    tracker = new ProgressTracker(listener);
  }

  ProgressTracker progress() {
    return tracker;
  }

  TransferMeter meter() {
    return meter;
  }

  /**
   * Solves over a channel, which is shut down afterwards.
   *
   * @param solve makes the request from a reference and a session's ID, both new for every run
   */
  SolveResponse run(ManagedChannel channel, BiFunction<String, String, SolveRequest> solve) {
    ControlGrpc.ControlStub daemon = ControlGrpc.newStub(channel);
    try (Session session = Session.open(transport, daemon, request, meter)) {
      String ref = UUID.randomUUID().toString().replace("-", "");
      return run(daemon, session, ref, solve.apply(ref, session.id()));
    } catch (IOException e) {
      throw new BuildFailedException(
          new BuildFailure.Internal("the session could not be opened: " + e.getMessage()), e);
    } finally {
      channel.shutdownNow();
    }
  }

  private SolveResponse run(
      ControlGrpc.ControlStub daemon, Session session, String ref, SolveRequest request) {
    SolveCall solve = SolveCall.start(daemon, request);
    StatusCall status = StatusCall.start(daemon, ref, tracker);
    // The daemon would go on without us, and without our files: so this ends the build.
    session
        .ended()
        .whenComplete(
            (_, _) -> {
              sessionLost.set(true);
              solve.cancel("the session is lost");
            });
    try (var _ = cancel.onCancel(() -> solve.cancel("the build is no longer wanted"))) {
      SolveResponse response = await(session, solve);
      status.drain(TAIL);
      return response;
    } catch (ExecutionException e) {
      throw new BuildFailedException(failed(status, e.getCause() == null ? e : e.getCause()));
    } catch (InterruptedException _) {
      solve.cancel("interrupted");
      Thread.currentThread().interrupt();
      throw new BuildFailedException(new BuildFailure.Cancelled());
    } finally {
      status.stop();
      tracker.end();
    }
  }

  private SolveResponse await(Session session, SolveCall solve)
      throws ExecutionException, InterruptedException {
    while (true) {
      try {
        return solve.result().get(MAX_SILENCE.toSeconds() / 3, TimeUnit.SECONDS);
      } catch (TimeoutException _) {
        if (session.silenceNanos() > MAX_SILENCE.toNanos()) {
          sessionLost.set(true);
          solve.cancel("the daemon is silent");
        }
      }
    }
  }

  private BuildFailure failed(StatusCall status, Throwable error) {
    boolean lost = sessionLost.get();
    boolean cancelled = cancel.isCancelled();
    try {
      // Without any message the job never came to be, and waiting for its progress is in vain.
      if (status.anyMessage() && !lost) {
        status.drain(cancelled ? CANCELLED_TAIL : TAIL);
      }
      status.stop();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    tracker.end();
    return FailureClassifier.classify(FailureEvidence.of(error, cancelled, lost), tracker);
  }
}
