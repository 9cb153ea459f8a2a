package ink.ml.dp.buildkit.bench;

import ink.ml.dp.buildkit.BuildFailedException;
import ink.ml.dp.buildkit.CancellationSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A build beside another tenant's bomb, and beside another tenant's ordinary build, in turns; each
 * step may use one CPU. Prints seconds, the median of some rounds. Argument: how many rounds.
 */
public final class NeighbourBench {
  private static final String FROM = "FROM docker.io/library/debian:12\n";

  /** Starts programs, computes and writes files, as builds do. */
  private static final String WORK =
      "for i in $(seq %d); do head -c 3M /dev/urandom | sha256sum; cp -r /usr/share/doc /d$i;"
          + " grep -rc a /d$i >/dev/null; rm -r /d$i; done";

  private static final Map<String, String> BOMBS = bombs();

  private final StepBench builder;

  private NeighbourBench(StepBench builder) {
    this.builder = builder;
  }

  private static Map<String, String> bombs() {
    Map<String, String> bombs = new LinkedHashMap<>();
    bombs.put("cpu", "for i in 1 2 3 4 5 6 7 8; do (while :; do :; done) & done; wait");
    bombs.put("fork", "bash -c 'f() { f | f & }; f; sleep 30'");
    bombs.put("memory", "while :; do head -c 2G /dev/zero | tail -n 1 | wc -c; done");
    bombs.put("disk", "while :; do head -c 900M /dev/zero >/big; sync; rm /big; done");
    bombs.put("files", "mkdir /m; i=0; while :; do i=$((i+1)); : >/m/$i; done");
    return bombs;
  }

  public static void main(String[] arguments) {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
    try (StepBench builder =
        new StepBench(
            Map.of(
                "STEP_CPUS", "1",
                "STEP_MEMORY_MIB", "512",
                "STEP_PROCESSES", "300",
                "STEP_DISK_MIB", "1024"))) {
      new NeighbourBench(builder).run(rounds);
    }
    System.exit(0);
  }

  private void run(int rounds) {
    List<Double> ordinary = new ArrayList<>();
    Map<String, List<Double>> beside = new LinkedHashMap<>();
    builder.goesThrough("neighbour", step(WORK.formatted(1)), new CancellationSource());
    for (int i = 0; i < rounds; i++) {
      ordinary.add(beside(List.of(step(WORK.formatted(1000))), Map.of()));
      for (Map.Entry<String, String> bomb : BOMBS.entrySet()) {
        beside
            .computeIfAbsent(bomb.getKey(), _ -> new ArrayList<>())
            .add(beside(List.of(step(bomb.getValue())), Map.of()));
      }
      beside
          .computeIfAbsent("patterns", _ -> new ArrayList<>())
          .add(beside(List.of(FROM + "COPY . /\n"), patterns()));
      beside
          .computeIfAbsent("four-steps", _ -> new ArrayList<>())
          .add(beside(fourSteps(), Map.of()));
    }
    beside.forEach((name, seconds) -> StepBench.print("neighbour", name, seconds, ordinary));
  }

  private static String step(String command) {
    return FROM + "RUN " + command + " " + StepBench.anew() + "\n";
  }

  /** Three of the daemon's four places are what the others leave. */
  private static List<String> fourSteps() {
    String busy = BOMBS.getOrDefault("cpu", "");
    return List.of(step(busy), step(busy), step(busy));
  }

  /** Ordinary names are what it takes longest for. */
  private static Map<String, String> patterns() {
    Map<String, String> files = new LinkedHashMap<>();
    for (int i = 0; i < 200; i++) {
      files.put("a".repeat(200) + i, "x");
    }
    files.put(".dockerignore", ("*a".repeat(60) + "b\n").repeat(50));
    return files;
  }

  /** How long the neighbour's build takes beside these, which begin anew whenever they end. */
  private double beside(List<String> dockerfiles, Map<String, String> files) {
    CancellationSource stop = new CancellationSource();
    List<Thread> attackers = new ArrayList<>();
    for (String dockerfile : dockerfiles) {
      attackers.add(Thread.startVirtualThread(() -> repeat(dockerfile, files, stop)));
    }
    try {
      Thread.sleep(1500);
      return StepBench.seconds(
          () -> builder.build("neighbour", step(WORK.formatted(12)), new CancellationSource()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      stop.cancel();
      attackers.forEach(NeighbourBench::join);
    }
  }

  private void repeat(String dockerfile, Map<String, String> files, CancellationSource stop) {
    while (!stop.isCancelled()) {
      try {
        builder.build("other", dockerfile + StepBench.anew() + "\n", files, stop);
      } catch (BuildFailedException _) {
        // Bombs end so. The next begins.
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
