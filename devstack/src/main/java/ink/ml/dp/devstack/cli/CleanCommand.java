package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.clean.Bytes;
import ink.ml.dp.devstack.clean.Leftover;
import ink.ml.dp.devstack.clean.Leftover.Level;
import ink.ml.dp.devstack.clean.Leftovers;
import ink.ml.dp.devstack.client.RefusedException;
import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.platform.Platform;
import java.io.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./dev clean}. */
@Command(
    name = "clean",
    description = {
      "Say what lies where on this machine because of the project, and remove it.",
      "Without --all, images and compiled programs stay: what takes minutes to make again."
    },
    mixinStandardHelpOptions = true)
final class CleanCommand implements Callable<Integer> {
  @Mixin private PlatformOption option = new PlatformOption();

  @Option(names = "--all", description = "images, compiled programs, and other checkouts' data too")
  private boolean all;

  @Option(names = "--yes", description = "remove it without a question")
  private boolean yes;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Instance instance = option.platform().instance();
    boolean docker = Platform.dockerAnswers();
    Leftovers leftovers = Leftovers.of(instance, docker);
    PrintWriter out = spec.commandLine().getOut();
    List<Leftover> found = leftovers.find();
    table(found).forEach(out::println);
    if (!docker) {
      out.println("No Docker daemon answers: what it has is not listed.");
    }
    Level level = all ? Level.ALL : Level.USUAL;
    List<Leftover> chosen =
        found.stream().filter(one -> one.level().compareTo(level) <= 0).toList();
    String size = Bytes.text(chosen.stream().mapToLong(Leftover::bytes).sum());
    if (chosen.isEmpty()) {
      out.println("There is nothing to remove" + (found.isEmpty() ? "." : " without --all."));
      return DevCommand.OK;
    }
    List<String> uses = leftovers.inUse(level);
    if (!uses.isEmpty() && yes) {
      throw new RefusedException(
          RefusedException.FixableBy.CALLER,
          "tried to remove " + size + " but failed because it is in use",
          String.join("\nnext: ", uses));
    }
    uses.forEach(use -> out.println("In use; to be ended first: " + use));
    if (uses.isEmpty() && (yes || agreed("Remove " + size + "? [y/N] "))) {
      chosen.forEach(leftovers::remove);
      out.println("Removed " + size + ".");
    } else {
      out.println(
          "Nothing was removed. ./dev clean"
              + (all ? " --all" : "")
              + " --yes removes "
              + size
              + ".");
    }
    return DevCommand.OK;
  }

  private static boolean agreed(String question) {
    Console console = System.console();
    return console != null
        && console.isTerminal()
        && "y".equalsIgnoreCase(String.valueOf(console.readLine("%s", question)).strip());
  }

  static List<String> table(List<Leftover> found) {
    Table table = new Table("SIZE", "WHAT", "WHERE", "REMOVED BY");
    for (Leftover one : found) {
      table.row(
          Bytes.text(one.bytes()),
          one.what(),
          one.where(),
          one.level() == Level.ALL ? "--all" : "./dev clean");
    }
    return table.lines();
  }
}
