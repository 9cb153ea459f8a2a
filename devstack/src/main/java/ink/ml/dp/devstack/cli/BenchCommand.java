package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.bench.DeployBench;
import ink.ml.dp.devstack.bench.ModuleBench;
import ink.ml.dp.devstack.bench.Tools;
import ink.ml.dp.devstack.platform.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./dev bench}. */
@Command(
    name = "bench",
    description = {
      "Measure something beside what a user would do instead, in the same run.",
      "Prints a line per figure: bench NAME figure=… ours=… peer=… ratio=…, in seconds; ratio is"
          + " ours / peer, lower is better."
    },
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  /** What can be measured. */
  enum Name {
    /** Request to answer, beside a script of git, buildctl and kubectl. */
    DEPLOY,
    /** The BuildKit client, beside buildctl. */
    BUILD,
    /** A build beside another tenant's bombs, beside the same beside an ordinary build. */
    NEIGHBOUR,
    /** Build steps under gVisor, beside runc. */
    SANDBOX,
    /** The workflows without what they do, beside the same calls in a row. */
    ORCHESTRATE,
    /** The registry's garbage collection, beside the registry's own. */
    GC;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int BUILD_ROUNDS = 5;
  private static final int NEIGHBOUR_ROUNDS = 10;
  private static final int ORCHESTRATE_ROUNDS = 50;

  /** As many as spread the pauses before them evenly over a second. */
  private static final int DEPLOY_ROUNDS = 13;

  @Mixin private PlatformOption option = new PlatformOption();

  @Parameters(paramLabel = "NAME", description = "one of: ${COMPLETION-CANDIDATES}")
  private Name name = Name.DEPLOY;

  @Option(
      names = "--rounds",
      description =
          "how often; the median counts (default: 13 of deploy, 5 of build and sandbox, 10 of"
              + " neighbour, 50 of orchestrate, 1 to 5 of gc)")
  private @Nullable Integer rounds;

  @Option(names = "--million", description = "gc: a million blobs instead, of which a tenth goes")
  private boolean million;

  @Override
  public Integer call() {
    Console console = new Console();
    Platform platform = option.platform();
    switch (name) {
      case DEPLOY -> deploy(platform, console);
      case BUILD -> module(ModuleBench.BUILD, BUILD_ROUNDS, platform, console);
      case NEIGHBOUR -> module(ModuleBench.NEIGHBOUR, NEIGHBOUR_ROUNDS, platform, console);
      case SANDBOX -> module(ModuleBench.SANDBOX, BUILD_ROUNDS, platform, console);
      case ORCHESTRATE -> module(ModuleBench.ORCHESTRATE, ORCHESTRATE_ROUNDS, platform, console);
      case GC -> collect(platform, console);
    }
    return DevCommand.OK;
  }

  private void module(ModuleBench bench, int usual, Platform platform, Console console) {
    bench.run(platform.instance(), List.of(String.valueOf(rounds(usual))), console);
  }

  private void collect(Platform platform, Console console) {
    List<String> arguments =
        new ArrayList<>(List.of("--registry", new Tools(platform).registry().toString()));
    if (million) {
      arguments.add("--million");
    }
    if (rounds != null) {
      arguments.addAll(List.of("--rounds", String.valueOf(rounds)));
    }
    ModuleBench.GC.run(platform.instance(), arguments, console);
  }

  private int rounds(int usual) {
    return rounds == null ? usual : rounds;
  }

  private void deploy(Platform platform, Console console) {
    platform.up(console);
    try (DeployBench bench = new DeployBench(platform, console)) {
      bench.run(rounds(DEPLOY_ROUNDS)).forEach(figure -> System.out.println(figure.line()));
    }
  }
}
