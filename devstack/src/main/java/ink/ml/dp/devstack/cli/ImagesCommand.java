package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.platform.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./dev images}: compile them once for a team. */
@Command(
    name = "images",
    description = {
      "The servers' images, compiled once for a team.",
      "DEVSTACK_IMAGES=REGISTRY/PREFIX ./dev ... pulls what was pushed there instead of compiling."
    },
    synopsisSubcommandLabel = "push",
    subcommands = ImagesCommand.Push.class,
    mixinStandardHelpOptions = true)
final class ImagesCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "What of the images? There is: push");
  }

  /** {@code ./dev images push}. */
  @Command(
      name = "push",
      description = {
        "Push the images to a registry, and write down their digests for the team to commit.",
        "What is missing is built first. A private registry is logged in to by docker login."
      },
      mixinStandardHelpOptions = true)
  static final class Push implements Callable<Integer> {
    @Mixin private PlatformOption option = new PlatformOption();

    @Parameters(index = "0", paramLabel = "REGISTRY/PREFIX", description = "where to")
    private String place = "";

    @Parameters(
        index = "1..*",
        paramLabel = "NAME",
        description = "only these (default: all of the quick platform, with --full of both)")
    private List<String> names = new ArrayList<>();

    @Option(
        names = "--file",
        description = "where the digests are written (default: devstack/images/digests.tsv)")
    private @Nullable Path file;

    @Override
    public Integer call() throws InterruptedException {
      Platform platform = option.platform();
      platform.ensureDocker(new Console());
      List<String> command = new ArrayList<>();
      command.add(platform.instance().root().resolve("devstack/images/team.sh").toString());
      command.addAll(List.of("push", place));
      command.addAll(names);
      if (option.isFull()) {
        command.add("--full");
      }
      if (file != null) {
        command.addAll(List.of("--file", file.toAbsolutePath().toString()));
      }
      try {
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        return exit == 0 || exit == DevCommand.USAGE ? exit : DevCommand.PLATFORM_FAILED;
      } catch (IOException e) {
        throw new UncheckedIOException("tried to run " + command.getFirst(), e);
      }
    }
  }
}
