package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.process.Command;
import ink.ml.dp.devstack.process.CommandException;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;

/** Which commit of the platform this is: it is used from its checkout and has no other version. */
final class DevVersion implements IVersionProvider {
  /** Lets every command answer {@code --version}. */
  static CommandLine register(CommandLine line) {
    line.getCommandSpec().versionProvider(new DevVersion());
    line.getSubcommands().values().forEach(DevVersion::register);
    return line;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"deploy platform " + commit()};
  }

  private static String commit() {
    try {
      return Command.output(
          Duration.ofSeconds(10),
          "git",
          "-C",
          System.getProperty("devstack.root", "."),
          "describe",
          "--always",
          "--dirty",
          "--tags");
    } catch (CommandException noCheckout) {
      return "(not from a git checkout)";
    }
  }
}
