package ink.ml.dp.devstack.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./dev completion}. */
@Command(
    name = "completion",
    description = {
      "Print a script that makes a shell complete ./dev's commands and options.",
      "Put this into ~/.bashrc or ~/.zshrc: source <(/path/to/dev completion bash)"
    },
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
  /** The shells that the one script is for. */
  enum Shell {
    BASH,
    ZSH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // required; the script asks its shell
  @Parameters(paramLabel = "SHELL", description = "one of: ${COMPLETION-CANDIDATES}")
  private Shell shell;

  @Override
  public Integer call() {
    // A line of its own: what ./dev does by itself is no command of this program's.
    CommandLine line = DevCommand.line().addSubcommand("help", CommandSpec.create());
    line.addSubcommand("test", test());
    spec.commandLine().getOut().println(AutoComplete.bash("dev", line));
    return DevCommand.OK;
  }

  private static CommandSpec test() {
    return CommandSpec.create()
        .addPositional(
            PositionalParamSpec.builder().index("0").completionCandidates(modules()).build());
  }

  /** What {@code ./dev test} can be given: everything here that has tests of its own. */
  private static List<String> modules() {
    Path root = Path.of(System.getProperty("devstack.root", "."));
    try (Stream<Path> directories = Files.list(root)) {
      return Stream.concat(
              directories
                  .filter(
                      directory ->
                          Files.exists(directory.resolve("pom.xml"))
                              || Files.exists(directory.resolve("test.sh")))
                  .map(directory -> directory.getFileName().toString()),
              Stream.of("full"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("tried to list " + root, e);
    }
  }
}
