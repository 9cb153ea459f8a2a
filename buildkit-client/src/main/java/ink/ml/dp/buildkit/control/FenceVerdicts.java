package ink.ml.dp.buildkit.control;

import ink.ml.dp.buildkit.BuildEvent;
import ink.ml.dp.buildkit.BuildFailedException;
import ink.ml.dp.buildkit.BuildFailure;
import ink.ml.dp.buildkit.BuildKitAddress;
import ink.ml.dp.buildkit.BuildRequest;
import ink.ml.dp.buildkit.CancellationSignal;
import ink.ml.dp.buildkit.CancellationSource;
import ink.ml.dp.buildkit.FenceProbe;
import ink.ml.dp.buildkit.Frontend;
import ink.ml.dp.buildkit.LocalSource;
import ink.ml.dp.buildkit.RegistryAuth;
import ink.ml.dp.buildkit.TenantIsolation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which daemons have shown that builds on them reach nothing inside. Each shows it once in a while,
 * and those who need it wait; a daemon that failed is tried again by the next who asks.
 */
final class FenceVerdicts {
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final String TRIED = "tried";

  /** How the daemon calls the step that begins from an image, when it has found it. */
  private static final Pattern FROM = Pattern.compile("\\bFROM \\S+?(@sha256:[0-9a-f]{64})$");

  /** Puts a request to one daemon. */
  interface Trial {
    /**
     * @return what happened
     * @throws BuildFailedException when it fails
     */
    List<BuildEvent> run(BuildKitAddress address, BuildRequest request, CancellationSignal cancel);
  }

  private final FenceProbe probe;
  private final Trial trial;
  private final Map<BuildKitAddress, Daemon> daemons = new ConcurrentHashMap<>();

  FenceVerdicts(FenceProbe probe, Trial trial) {
    this.probe = probe;
    this.trial = trial;
  }

  /**
   * Returns when the daemon has shown it. A trial goes on for others when one who waits for it is
   * cancelled.
   *
   * @throws BuildFailedException {@link BuildFailure.DaemonMisconfigured} when it let something
   *     through, {@link BuildFailure.DaemonUnreachable} when it could not be tried, {@link
   *     BuildFailure.Cancelled}
   */
  void require(BuildKitAddress address, CancellationSignal cancel) {
    daemons.computeIfAbsent(address, Daemon::new).require(cancel);
  }

  /** The same now, whatever was shown before; builds go on meanwhile. */
  void requireNow(BuildKitAddress address) {
    daemons.computeIfAbsent(address, Daemon::new).showNow();
  }

  /** It may have been started anew. */
  void forget(BuildKitAddress address) {
    daemons.remove(address);
  }

  /** One daemon, tried once at a time. */
  private final class Daemon {
    private final BuildKitAddress address;
    private volatile Optional<Long> shownAtNanos = Optional.empty();
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

    /** By digest once it is known: then what the daemon has is enough, and no registry is asked. */
    private volatile String image = probe.image();

    Daemon(BuildKitAddress address) {
      this.address = address;
    }

    void require(CancellationSignal cancel) {
      if (!isShown()) {
        await(begun(), cancel);
      }
    }

    void showNow() {
      await(begun(), CancellationSignal.never());
    }

    /** The trial that runs, or a new one. */
    private synchronized CompletableFuture<Void> begun() {
      if (running.isDone()) {
        running = CompletableFuture.runAsync(this::showAgain, Thread::startVirtualThread);
      }
      return running;
    }

    private static void await(CompletableFuture<Void> trial, CancellationSignal cancel) {
      CompletableFuture<Void> unwanted = new CompletableFuture<>();
      try (CancellationSignal.Registration _ = cancel.onCancel(() -> unwanted.complete(null))) {
        CompletableFuture.anyOf(trial, unwanted).join();
      } catch (CompletionException e) {
        // Anew: it is thrown in every thread that waited.
        throw e.getCause() instanceof BuildFailedException failed
            ? new BuildFailedException(failed.failure(), failed)
            : e;
      }
      if (!trial.isDone()) {
        throw new BuildFailedException(new BuildFailure.Cancelled());
      }
    }

    private void showAgain() {
      try {
        show();
        shownAtNanos = Optional.of(System.nanoTime());
      } catch (BuildFailedException e) {
        shownAtNanos = Optional.empty();
        throw e;
      }
    }

    private boolean isShown() {
      return shownAtNanos
          .filter(shown -> System.nanoTime() - shown < probe.validity().toNanos())
          .isPresent();
    }

    private void show() {
      // New each time: neither a cached step nor a cached file shows anything.
      String word = UUID.randomUUID().toString();
      try (ProbeListener listener = new ProbeListener()) {
        for (String inside : probe.addresses()) {
          String url = "http://%s:%d/%s-add".formatted(inside, listener.port(), word);
          add("FROM scratch\nADD " + url + " /probe\n");
          if (listener.heard(word + "-add")) {
            throw unfenced("ADD reaches " + inside);
          }
        }
        List<BuildEvent> said = solve(word, listener.port());
        if (listener.heard(word + "-step")) {
          throw unfenced("build steps reach one of " + probe.addresses());
        }
        if (said.stream()
            .noneMatch(
                event -> event instanceof BuildEvent.LogLine line && line.text().equals(TRIED))) {
          throw untried("its step did not try: " + probe.image() + " has none of bash, wget, curl");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Behind a fence it fails, and what the listener has heard is all that counts. */
    private void add(String dockerfile) {
      try {
        put(dockerfile);
      } catch (BuildFailedException e) {
        if (saysNothing(e.failure())) {
          throw e;
        }
      }
    }

    private List<BuildEvent> solve(String word, int port) {
      try {
        List<BuildEvent> said = put(step(image, word, port));
        said.forEach(this::learnDigest);
        return said;
      } catch (BuildFailedException e) {
        if (saysNothing(e.failure())) {
          throw e;
        }
        if (!image.equals(probe.image())) {
          image = probe.image(); // The daemon, or the registry, has that digest no more.
          return solve(word, port);
        }
        throw untried(e.failure().reason());
      }
    }

    private void learnDigest(BuildEvent event) {
      Matcher from = FROM.matcher(event.step().name());
      if (from.find()) {
        image = probe.image().replaceFirst("@.*", "") + from.group(1);
      }
    }

    private String step(String image, String word, int port) {
      return """
      FROM %s
      USER 0
      RUN for a in %s; do \\
        if command -v bash >/dev/null; then timeout 3 bash -c "exec 3<>/dev/tcp/$a/%d && echo %s-step >&3" 2>/dev/null; \\
        elif command -v wget >/dev/null; then timeout 3 wget -q -O /dev/null "http://$a:%d/%s-step" 2>/dev/null; \\
        elif command -v curl >/dev/null; then curl -s -m 3 -o /dev/null "http://$a:%d/%s-step"; \\
        else exit 0; fi; done; echo %s
      """
          .formatted(
              image,
              String.join(" ", probe.addresses()),
              port,
              word,
              port,
              word,
              port,
              word,
              TRIED);
    }

    private List<BuildEvent> put(String dockerfile) {
      CancellationSource limit = new CancellationSource();
      // Not by the JVM's common pool: what waits there may be what this limit is to end.
      CompletableFuture<Void> expiry =
          CompletableFuture.runAsync(
              limit::cancel,
              CompletableFuture.delayedExecutor(
                  LONGEST.toSeconds(), TimeUnit.SECONDS, Thread::startVirtualThread));
      try {
        return trial.run(address, request(dockerfile), limit);
      } catch (BuildFailedException e) {
        throw limit.isCancelled() ? untried("it took longer than " + LONGEST) : e;
      } finally {
        expiry.cancel(false);
      }
    }

    private static BuildRequest request(String dockerfile) {
      return BuildRequest.builder("platform/fence-probe", Frontend.dockerfile("Dockerfile"))
          .context(
              new LocalSource.Files(
                  Map.of("Dockerfile", dockerfile.getBytes(StandardCharsets.UTF_8))))
          .isolation(
              new TenantIsolation(
                  "fence-probe", "fence-probe", List.of(), Optional.empty(), RegistryAuth.none()))
          .internal(true)
          .build();
    }

    /** Of the fence. */
    private static boolean saysNothing(BuildFailure failure) {
      return failure instanceof BuildFailure.DaemonUnreachable
          || failure instanceof BuildFailure.DaemonLost
          || failure instanceof BuildFailure.Cancelled;
    }

    private BuildFailedException unfenced(String how) {
      return new BuildFailedException(
          new BuildFailure.DaemonMisconfigured(
              address,
              how
                  + ": nothing fences builds off from what is inside (start.sh beside"
                  + " buildkitd.toml loads the fence)"));
    }

    private BuildFailedException untried(String why) {
      return new BuildFailedException(
          new BuildFailure.DaemonUnreachable(address, "it could not show its fence: " + why));
    }
  }
}
