package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.activity.ServiceKey;
import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.result.ServiceError;
import ink.ml.dp.model.result.ServiceResult;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the fakes do, and what they were asked to do, as {@code <activity> <sequence>} lines in
 * order of their ends; a line ends in {@code !} when it failed or was cancelled.
 */
final class Script {
  private final List<String> log = new ArrayList<>();
  private final Map<String, FailureCode> failures = new ConcurrentHashMap<>();
  private final Map<String, Duration> times = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> blocked = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> started = new ConcurrentHashMap<>();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger mostBuilds = new AtomicInteger();
  private volatile boolean imageThere;
  private volatile boolean reuseRefused;
  private final List<Optional<String>> looked = new CopyOnWriteArrayList<>();
  private final List<Optional<String>> recorded = new CopyOnWriteArrayList<>();
  private volatile @Nullable String source = "5".repeat(40);
  private volatile boolean buildVariablesChanged;
  private final Map<Long, ServiceResult> answers = new ConcurrentHashMap<>();
  private volatile List<String> workspaces = List.of("disk-1");
  private final AtomicInteger clones = new AtomicInteger();

  /** Makes every run of the activity fail. */
  void fail(String activity, FailureCode code) {
    failures.put(activity, code);
  }

  void heal(String activity) {
    failures.remove(activity);
  }

  /** Makes every run of the activity take that long. */
  void takes(String activity, Duration time) {
    times.put(activity, time);
  }

  /** Makes the activity of this request wait, heartbeating, until it is cancelled or released. */
  void block(String activity, long sequence) {
    blocked.put(activity + " " + sequence, new CountDownLatch(1));
  }

  void release(String activity, long sequence) {
    Objects.requireNonNull(blocked.get(activity + " " + sequence)).countDown();
  }

  void awaitStart(String activity, long sequence) throws InterruptedException {
    if (!latch(activity + " " + sequence).await(20, TimeUnit.SECONDS)) {
      throw new AssertionError(activity + " did not start; so far: " + log());
    }
  }

  /** Says that the request was carried out before, and what it was told. */
  void answer(ServiceResult before) {
    answers.put(Objects.requireNonNull(before.sequence()), before);
  }

  @Nullable ServiceResult answerTo(ServiceKey service) {
    return answers.get(service.sequence());
  }

  /** What the git host says of the commit's files; null when it says nothing. */
  void sourceId(@Nullable String id) {
    source = id;
  }

  @Nullable String sourceId() {
    return source;
  }

  /** What was found is not to be used after all. */
  void refuseReuse() {
    reuseRefused = true;
  }

  boolean reuseRefused() {
    return reuseRefused;
  }

  /** By which keys of files images were looked for, and releases made. */
  List<Optional<String>> sourceKeys() {
    return List.copyOf(looked);
  }

  List<Optional<String>> recordedSourceKeys() {
    return List.copyOf(recorded);
  }

  void looksFor(@Nullable String sourceKey) {
    looked.add(Optional.ofNullable(sourceKey));
  }

  void records(@Nullable String sourceKey) {
    recorded.add(Optional.ofNullable(sourceKey));
  }

  void findImage() {
    imageThere = true;
  }

  /** Builds see other variables than the live release's did. */
  void changeBuildVariables() {
    buildVariablesChanged = true;
  }

  boolean buildVariablesChanged() {
    return buildVariablesChanged;
  }

  boolean imageThere() {
    return imageThere;
  }

  /** The disks that clones are made on, in turn; only disk-1 has a builder. */
  void workspaces(String... ids) {
    workspaces = List.of(ids);
  }

  String workspace() {
    int clone = clones.getAndIncrement();
    return workspaces.get(Math.min(clone, workspaces.size() - 1));
  }

  int mostBuildsAtOnce() {
    return mostBuilds.get();
  }

  synchronized List<String> log() {
    return List.copyOf(log);
  }

  void play(String activity, ServiceKey service) {
    String line = activity + " " + service.sequence();
    latch(line).countDown();
    boolean build = activity.equals("build");
    if (build) {
      mostBuilds.accumulateAndGet(running.incrementAndGet(), Math::max);
    }
    try {
      waitWhileBlocked(line);
      takeTime(times.getOrDefault(activity, Duration.ZERO));
      FailureCode code = failures.get(activity);
      if (code != null) {
        throw failure(code);
      }
      add(line);
    } catch (ApplicationFailure | ActivityCompletionException failure) {
      add(line + "!");
      throw failure;
    } finally {
      if (build) {
        running.decrementAndGet();
      }
    }
  }

  private static void takeTime(Duration time) {
    ActivityExecutionContext context = Activity.getExecutionContext();
    long end = System.nanoTime() + time.toNanos();
    try {
      while (end - System.nanoTime() > 0) {
        context.heartbeat(null);
        Thread.sleep(
            Duration.ofNanos(Math.max(1, Math.min(end - System.nanoTime(), 1_000_000_000L))));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void waitWhileBlocked(String line) {
    CountDownLatch latch = blocked.get(line);
    if (latch == null) {
      return;
    }
    ActivityExecutionContext context = Activity.getExecutionContext();
    try {
      while (!latch.await(20, TimeUnit.MILLISECONDS)) {
        context.heartbeat(null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private CountDownLatch latch(String line) {
    return started.computeIfAbsent(line, key -> new CountDownLatch(1));
  }

  private synchronized void add(String line) {
    log.add(line);
  }

  /** As the workers' interceptor makes it from a {@link DeployException}. */
  private static ApplicationFailure failure(FailureCode code) {
    DeployException failure = new Action("try it").failed(code, "the script says so");
    return ApplicationFailure.newBuilder()
        .setMessage(failure.sentence())
        .setType(code.wire())
        .setNonRetryable(!code.retryable())
        .setDetails(ServiceError.of(failure))
        .setNextRetryDelay(code.retryable() ? Duration.ofMinutes(1) : null)
        .build();
  }
}
