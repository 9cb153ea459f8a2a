package ink.ml.dp.devstack.cli;

import ink.ml.dp.devstack.client.RefusedException;
import ink.ml.dp.devstack.instance.PlatformException;
import ink.ml.dp.devstack.process.CommandException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./dev}: its commands, and what their exit codes mean. */
@Command(
    name = "./dev",
    description = "The local deploy platform.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      DeployCommand.class,
      RedeployCommand.class,
      RollbackCommand.class,
      RestartCommand.class,
      ReconfigureCommand.class,
      DeleteCommand.class,
      LogsCommand.class,
      OpenCommand.class,
      StatusCommand.class,
      UpCommand.class,
      DownCommand.class,
      ImagesCommand.class,
      DoctorCommand.class,
      CleanCommand.class,
      BenchCommand.class,
      CompletionCommand.class,
      VerifyCommand.class
    })
public final class DevCommand implements Runnable {
  /** The request was carried out. */
  public static final int OK = 0;

  /** The deploy failed, and whoever owns the repository can do something about it. */
  public static final int DEPLOY_FAILED = 1;

  /** The command line was not understood. */
  public static final int USAGE = 2;

  /** The platform itself failed. */
  public static final int PLATFORM_FAILED = 3;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Carries out a command line and answers its exit code. */
  public static int run(String... arguments) {
    return line().execute(arguments);
  }

  static CommandLine line() {
    return DevVersion.register(Values.register(new CommandLine(new DevCommand())))
        .setExecutionExceptionHandler((e, line, parsed) -> report(e, line));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }

  private static int report(Exception failure, CommandLine line) {
    PrintWriter err = line.getErr();
    switch (failure) {
      case RefusedException refused -> {
        err.println("./dev: " + refused.getMessage());
        err.println("next: " + refused.next());
        return refused.fixableBy() == RefusedException.FixableBy.CALLER ? USAGE : DEPLOY_FAILED;
      }
      case PlatformException platform -> {
        err.println("./dev: " + platform.getMessage());
        err.println("next: " + platform.next());
      }
      case CommandException command -> {
        err.println("./dev: " + command.getMessage());
        err.println("next: ./dev doctor says what is missing");
      }
      case UncheckedIOException io -> {
        err.println("./dev: " + io.getMessage() + " but failed because " + io.getCause());
        err.println("next: ./dev up starts what does not run");
      }
      default -> {
        err.println("./dev: failed in a way that it should not have; please report this:");
        failure.printStackTrace(err);
        err.println("next: ./dev down and ./dev up start the platform afresh");
      }
    }
    return PLATFORM_FAILED;
  }
}
