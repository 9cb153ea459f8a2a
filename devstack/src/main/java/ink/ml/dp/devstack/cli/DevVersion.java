package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.process.Command;
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
    Command.Result described =
        Command.run(
            Duration.ofSeconds(10),
            "",
            "git",
            "-C",
            System.getProperty("devstack.root", "."),
            "describe",
            "--always",
            "--dirty",
            "--tags");
    return new String[] {
      "deploy platform "
          + (described.succeeded() ? described.output().strip() : "(not from a git checkout)")
    };
  }
}
