package ink.ml.dp.registrygc.registry;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.registrygc.guard.Sleeper;
import ink.ml.dp.registrygc.metrics.Outcome;
import ink.ml.dp.registrygc.roots.ImageUse;
import ink.ml.dp.registrygc.run.RunReport;
import ink.ml.dp.registrygc.run.SweepSettings;
import ink.ml.dp.registrygc.store.StoreLayout;
import ink.ml.dp.registrygc.testing.Client;
import ink.ml.dp.registrygc.testing.MemoryDirectories;
import ink.ml.dp.registrygc.testing.RegistryServer;
import ink.ml.dp.registrygc.testing.Retentions;
import ink.ml.dp.registrygc.testing.Rig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushes, deployments and collections in every order, and all at once. */
class InterleavingsIT {
  private static final int KEEP = 2;

  /** So many orders are tried at once, each on a registry of its own: most of one is waiting. */
  private static final int LANES = 4;

  private static final List<String> REPOSITORIES =
      List.of("dp-a-b/web", "dp-a-b/api", "dp-c-d/web");

  @TempDir(factory = MemoryDirectories.class)
  Path root;

  @Test
  void whatIsKeptPullsAfterAnyOrderOfEvents() throws Exception {
    try (ExecutorService lanes = Executors.newFixedThreadPool(LANES)) {
      List<Future<?>> playing = new ArrayList<>();
      for (int i = 0; i < LANES; i++) {
        int lane = i;
        playing.add(lanes.submit(() -> playEvery(LANES, lane)));
      }
      try {
        for (Future<?> each : playing) {
          each.get();
        }
      } finally {
        lanes.shutdownNow(); // the others need not go on when one has failed
      }
    }
  }

  private void playEvery(int step, int first) {
    Duration grace = Duration.ofMillis(500);
    Path store = root.resolve("lane-" + first);
    try (RegistryServer server = new RegistryServer(store)) {
      Client client = new Client(server.api());
      for (int i = first; i < Integer.getInteger("gc.interleavings", 100); i += step) {
        History history = new History(client, i, grace);
        Rig rig = rig(server, store, grace);
        rig.roots = () -> Retentions.cluster(REPOSITORIES, List.copyOf(history.uses.values()));
        history.play(rig);
      }
    }
  }

  @Test
  void fiftyPushersBesideACollectorAreNotHarmed() throws Exception {
    Duration grace = Duration.ofSeconds(20);
    AtomicBoolean done = new AtomicBoolean();
    List<String> problems = new CopyOnWriteArrayList<>();
    List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    try (RegistryServer server = new RegistryServer(root);
        ExecutorService pushers = Executors.newFixedThreadPool(50);
        ExecutorService collector = Executors.newSingleThreadExecutor()) {
      seed(new Client(server.api()));
      Rig rig = rig(server, root, Duration.ZERO);
      rig.roots = () -> Retentions.cluster(REPOSITORIES, List.of());
      Future<?> collecting =
          collector.submit(
              () -> {
                do {
                  RunReport report = rig.run(true);
                  outcomes.add(report.figures().outcome());
                  rig.retention = Retentions.keep(KEEP, grace);
                } while (!done.get());
              });
      List<Future<?>> pushing = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int pusher = i;
        pushing.add(pushers.submit(() -> push(server, pusher, problems)));
      }
      for (Future<?> each : pushing) {
        each.get(5, TimeUnit.MINUTES);
      }
      done.set(true);
      collecting.get(2, TimeUnit.MINUTES);
      assertThat(rig.verify().broken()).isEmpty();
    }
    assertThat(problems).isEmpty();
    assertThat(outcomes).isNotEmpty().containsOnly(Outcome.SUCCESS);
  }

  /** Old layers that every pusher will want while they are being collected. */
  private static void seed(Client client) {
    for (String repository : REPOSITORIES) {
      for (int i = 0; i < 6; i++) {
        client.push(repository, "old" + i, List.of("common " + i, "common " + (i + 1)));
      }
    }
  }

  private static void push(RegistryServer server, int pusher, List<String> problems) {
    Client client = new Client(server.api());
    Random random = new Random(pusher);
    for (int i = 0; i < 6; i++) {
      String repository = REPOSITORIES.get(random.nextInt(REPOSITORIES.size()));
      String tag = "p" + pusher + "-" + i;
      String digest =
          client.push(
              repository, tag, List.of("common " + random.nextInt(7), "own " + pusher + " " + i));
      // By digest, since other pushers' tags may by now be newer than this one.
      problems.addAll(client.pullPatiently(repository, digest));
    }
  }

  private static Rig rig(RegistryServer server, Path store, Duration grace) {
    Rig rig =
        new Rig(
            new StoreLayout(store),
            Retentions.cluster(REPOSITORIES, List.of()),
            Retentions.keep(KEEP, grace));
    rig.inRealTime = true;
    rig.sweep =
        new SweepSettings(
            Duration.ofSeconds(5),
            List.of(Duration.ZERO, Duration.ofMillis(20), Duration.ofMillis(100)),
            Duration.ZERO,
            Duration.ofHours(24),
            0,
            4,
            0);
    rig.registry = new HttpRegistry(server.api(), server.metrics(), Sleeper::real);
    return rig;
  }

  /** One random order of events, and what must pull at its end. */
  private static final class History {
    final Map<String, ImageUse> uses = new ConcurrentHashMap<>();
    private final Client client;
    private final long seed;
    private final Random random;
    private final Duration grace;
    private final List<Pushed> pushes = new ArrayList<>();

    History(Client client, long seed, Duration grace) {
      this.client = client;
      this.seed = seed;
      this.random = new Random(seed);
      this.grace = grace;
    }

    void play(Rig rig) {
      for (int event = 4 + random.nextInt(8); event > 0; event--) {
        String repository = REPOSITORIES.get(random.nextInt(REPOSITORIES.size()));
        switch (random.nextInt(6)) {
          case 0, 1 -> push(repository, "t" + random.nextInt(1000));
          case 2 -> push(repository, "latest");
          case 3 -> deploy(repository);
          case 4 -> uses.remove(repository);
          default -> collect(rig);
        }
      }
      collect(rig);
    }

    private void push(String repository, String tag) {
      List<String> layers = List.of("base " + random.nextInt(3), "app " + random.nextInt(6));
      Instant at = Instant.now();
      String digest = client.push(repository, tag, layers);
      pushes.removeIf(p -> p.repository().equals(repository) && p.tag().equals(tag));
      pushes.add(new Pushed(repository, tag, digest, at));
    }

    /** Deploys the newest image, or rolls back to one that still is there. */
    private void deploy(String repository) {
      List<Pushed> there =
          pushes.stream()
              .filter(p -> p.repository().equals(repository))
              .filter(p -> client.status(repository, p.digest()) == 200)
              .toList();
      if (!there.isEmpty()) {
        Pushed chosen = there.get(random.nextInt(there.size()));
        uses.put(
            repository,
            new ImageUse(
                repository, Optional.empty(), Optional.of(chosen.digest()), "Pod " + repository));
      }
    }

    private void collect(Rig rig) {
      RunReport report = rig.run(random.nextBoolean());
      assertThat(report.figures().outcome()).as(report.problem()).isEqualTo(Outcome.SUCCESS);
      List<String> problems = new ArrayList<>();
      for (String repository : REPOSITORIES) {
        List<Pushed> here = pushes.stream().filter(p -> p.repository().equals(repository)).toList();
        here.stream()
            .skip(Math.max(0, here.size() - KEEP))
            .forEach(p -> problems.addAll(client.pull(repository, p.tag())));
        here.stream()
            .filter(p -> p.at().isAfter(rig.judged.minus(grace)))
            .forEach(p -> problems.addAll(client.pull(repository, p.digest())));
      }
      uses.values()
          .forEach(
              use -> problems.addAll(client.pull(use.repository(), use.digest().orElseThrow())));
      assertThat(problems).as("seed " + seed + ", in use " + uses.values()).isEmpty();
    }
  }

  private record Pushed(String repository, String tag, String digest, Instant at) {}
}
