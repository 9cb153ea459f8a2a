package ink.ml.dp.registrygc.app;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.model.setting.SettingException;
import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.registrygc.audit.AuditException;
import ink.ml.dp.registrygc.audit.JsonLinesAudit;
import ink.ml.dp.registrygc.guard.GuardException;
import ink.ml.dp.registrygc.guard.RegistryAccess;
import ink.ml.dp.registrygc.roots.RootsUnavailableException;
import ink.ml.dp.registrygc.run.Collector;
import ink.ml.dp.registrygc.run.GcSettings;
import ink.ml.dp.registrygc.run.Planner;
import ink.ml.dp.registrygc.run.Restoration;
import ink.ml.dp.registrygc.run.RunDependencies;
import ink.ml.dp.registrygc.run.RunReport;
import ink.ml.dp.registrygc.store.StoreException;
import ink.ml.dp.registrygc.sweep.IntegrityCheck;
import ink.ml.dp.registrygc.sweep.Restored;
import ink.ml.dp.registrygc.sweep.RunId;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code registry-gc}: its commands. Without one it plans, which changes nothing. */
@Command(
    name = "registry-gc",
    description = "Retention and garbage collection of the registry's storage.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done",
      "1:verify found references that do not resolve, or what was restored lacks something",
      "2:refused before anything was changed",
      "3:something was wrong after the change, and everything was put back",
      "64:the command line was not understood",
      "70:an unforeseen failure; the next run puts back what was moved to the trash",
      "143:ended by SIGTERM; the next run puts back what was moved to the trash"
    })
final class GcCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  private final Function<String, @Nullable String> environment;
  private final OutputStream auditOut;
  private final SettingOptions options = new SettingOptions();

  private GcCommand(Function<String, @Nullable String> environment, OutputStream auditOut) {
    this.environment = environment;
    this.auditOut = auditOut;
  }

  /** Carries out a command line and answers its exit code. */
  static int execute(
      Function<String, @Nullable String> environment, OutputStream auditOut, String... arguments) {
    return commandLine(environment, auditOut).execute(arguments);
  }

  static CommandLine commandLine(
      Function<String, @Nullable String> environment, OutputStream auditOut) {
    GcCommand command = new GcCommand(environment, auditOut);
    CommandLine line = new CommandLine(command);
    command.options.addTo(line.getCommandSpec());
    return line.registerConverter(RunId.class, RunId::new)
        .setExitCodeExceptionMapper(failure -> ExitCode.FAILED)
        .setParameterExceptionHandler(GcCommand::usage)
        .setExecutionExceptionHandler(GcCommand::report);
  }

  GcOptions options() {
    return parsed(() -> GcOptions.read(options.over(environment)));
  }

  @Override
  public Integer call() {
    return plan();
  }

  @Command(description = "Say what would go and why. Changes nothing; the default.")
  int plan() {
    return audited(
        RegistryAccess.STOPPED,
        "plan",
        tools -> {
          tools.summary().plan(new Planner(settings(), tools.dependencies(), tools.audit()).plan());
          return ExitCode.OK;
        });
  }

  @Command(description = "Collect the garbage.")
  int run(
      @Option(
              names = "--purge-now",
              description = "Remove for good what was moved to the trash, once verified.")
          boolean purgeNow,
      @Option(names = "--force", description = "Carry out a plan that looks like a mistake.")
          boolean force,
      @Option(
              names = "--stop-the-world",
              description =
                  "For a full disk: the registry is stopped or only reads, which is proved; nothing"
                      + " is waited for, and everything is removed at once.")
          boolean stopTheWorld) {
    RunId id = RunId.begin(Clock.systemUTC().instant());
    GcOptions set = options();
    GcSettings settings = stopTheWorld ? set.settings().quiesced() : set.settings();
    return audited(
        parsed(stopTheWorld ? set::quiescedRegistry : set::registry),
        id.value(),
        tools -> {
          RunReport report =
              new Collector(settings, tools.dependencies(), tools.audit())
                  .run(id, purgeNow || stopTheWorld, force);
          tools.summary().run(report);
          return ExitCode.of(report.figures().outcome());
        });
  }

  @Command(description = "Bring back all that a run moved to the trash.")
  int restore(@Option(names = "--run", required = true, paramLabel = "ID") RunId id) {
    return audited(
        RegistryAccess.STOPPED,
        id.value(),
        tools -> {
          Restored restored =
              new Restoration(settings(), tools.dependencies(), tools.audit()).restore(id);
          tools.summary().restored(id.value(), restored);
          return restored.missing().isEmpty() ? ExitCode.OK : ExitCode.BROKEN;
        });
  }

  @Command(description = "Resolve everything there is and everything in use. Changes nothing.")
  int verify() {
    return audited(
        RegistryAccess.STOPPED,
        "verify",
        tools -> {
          IntegrityCheck.Result result =
              new Planner(settings(), tools.dependencies(), tools.audit()).verify();
          tools.summary().verified(result);
          return result.broken().isEmpty() ? ExitCode.OK : ExitCode.BROKEN;
        });
  }

  private GcSettings settings() {
    return options().settings();
  }

  /** What the options say; if they say nothing that can be, that is a mistake in them. */
  private <T> T parsed(Supplier<T> set) {
    try {
      return set.get();
    } catch (SettingException e) {
      String option = SettingOptions.name(e.name());
      throw new ParameterException(
          spec.commandLine(), "'%s': %s".formatted(option, e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private int audited(RegistryAccess registry, String run, ToIntFunction<Tools> work) {
    GcOptions set = options();
    RunDependencies dependencies =
        Wiring.dependencies(
            set,
            registry,
            new Settings(environment),
            line -> spec.commandLine().getErr().println(line));
    Optional<Path> file = set.audit();
    int code = ExitCode.OK;
    try (OutputStream out = new BufferedOutputStream(file.map(GcCommand::open).orElse(auditOut));
        JsonLinesAudit audit = new JsonLinesAudit(out, run, dependencies.clock())) {
      code =
          work.applyAsInt(new Tools(dependencies, audit, new Summary(spec.commandLine().getErr())));
    } catch (IOException e) {
      if (code == ExitCode.OK) {
        throw new AuditException(e);
      }
      // It has been said why; that the audit's end is missing as well changes nothing.
    }
    return code;
  }

  private static OutputStream open(Path file) {
    try {
      return Files.newOutputStream(file);
    } catch (IOException e) {
      throw new GuardException(new Action("begin the audit in " + file), String.valueOf(e), e);
    }
  }

  private static int usage(ParameterException failure, String[] arguments) {
    CommandLine line = failure.getCommandLine();
    line.getErr().println("registry-gc: " + failure.getMessage());
    line.getErr().println("next: registry-gc --help says what can be asked");
    return ExitCode.USAGE;
  }

  private static int report(Exception failure, CommandLine line, CommandLine.ParseResult parsed)
      throws Exception {
    if (failure instanceof GuardException
        || failure instanceof RootsUnavailableException
        || failure instanceof StoreException) {
      line.getErr().println("registry-gc: " + failure.getMessage());
      return ExitCode.REFUSED;
    }
    if (failure instanceof AuditException) {
      line.getErr().println("registry-gc: " + failure.getMessage());
      return ExitCode.FAILED;
    }
    throw failure;
  }

  private record Tools(RunDependencies dependencies, JsonLinesAudit audit, Summary summary) {}
}
