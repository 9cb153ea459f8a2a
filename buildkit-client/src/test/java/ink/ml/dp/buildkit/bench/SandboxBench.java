package ink.ml.dp.buildkit.bench;

import ink.ml.dp.buildkit.CancellationSource;
import ink.ml.dp.buildkit.LocalSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Build steps under gVisor beside the same under runc, in turns, both with the platform's limits.
 * Prints seconds, the median of some rounds. Arguments: how many rounds, and the samples'
 * directory.
 */
public final class SandboxBench {
  private static final int FILES = 20_000;
  private static final int SOURCES = 200;

  private static final String PACK =
      "FROM docker.io/library/debian:12\n"
          + "RUN mkdir /in && cd /in && for i in $(seq 200); do mkdir $i; done && seq "
          + FILES
          + " | while read i; do echo $i >$((i % 200 + 1))/$i; done && tar cf /in.tar /in"
          + " && rm -r /in\n";

  private static final String SOURCE =
      "FROM docker.io/library/gcc:12\n"
          + "RUN mkdir /in && cd /in && for i in $(seq "
          + SOURCES
          + "); do printf '#include <stdio.h>\\n#include <stdlib.h>\\n#include <string.h>\\nint"
          + " f%d(int x) { char b[64]; snprintf(b, sizeof b, \"%%d\", x); return atoi(b) +"
          + " (int) strlen(b); }\\n' $i >$i.c; done\n";

  private SandboxBench() {}

  public static void main(String[] arguments) {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    Path samples = Path.of(arguments.length > 1 ? arguments[1] : "../devstack/samples");
    try (StepBench sandbox = new StepBench(Map.of("STEP_RUNTIME", "runsc"));
        StepBench plain = new StepBench(Map.of("STEP_RUNTIME", "runc"))) {
      Map<String, Work> works = works(samples);
      Map<String, List<Double>> ours = new LinkedHashMap<>();
      Map<String, List<Double>> peers = new LinkedHashMap<>();
      for (int i = 0; i <= rounds; i++) {
        for (Map.Entry<String, Work> work : works.entrySet()) {
          double our = StepBench.seconds(() -> work.getValue().on(sandbox));
          double peer = StepBench.seconds(() -> work.getValue().on(plain));
          // The first round fetches base images and prepares files.
          if (i > 0) {
            ours.computeIfAbsent(work.getKey(), _ -> new ArrayList<>()).add(our);
            peers.computeIfAbsent(work.getKey(), _ -> new ArrayList<>()).add(peer);
          }
        }
      }
      ours.forEach((name, times) -> StepBench.print("sandbox", name, times, peers.get(name)));
    }
    System.exit(0);
  }

  private static Map<String, Work> works(Path samples) {
    Map<String, Work> works = new LinkedHashMap<>();
    works.put("one-shell-step", steps("FROM docker.io/library/debian:12\n", "echo hello"));
    works.put("unpack-20000-files", steps(PACK, "mkdir /x && tar xf /in.tar -C /x"));
    works.put(
        "compile-200-c-files", steps(SOURCE, "cd /in && for f in *.c; do gcc -O1 -c $f; done"));
    for (String sample : List.of("dockerfile-service", "crashes")) {
      works.put(
          "sample-" + sample,
          builder -> builder.build("bench", source(samples, sample), true, never()));
    }
    return works;
  }

  private static LocalSource source(Path samples, String sample) {
    return LocalSource.directory(samples.resolve(sample));
  }

  /** What comes before is cached, the command is not. */
  private static Work steps(String before, String command) {
    return builder ->
        builder.build("bench", before + "RUN " + command + " " + StepBench.anew() + "\n", never());
  }

  private static CancellationSource never() {
    return new CancellationSource();
  }

  /** One build. */
  private interface Work {
    void on(StepBench builder);
  }
}
