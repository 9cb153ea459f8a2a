package ink.ml.dp.runtime.config;

import ink.ml.dp.model.setting.SettingException;
import io.micronaut.context.env.Environment;
import io.micronaut.runtime.Micronaut;
import io.micronaut.runtime.exceptions.ApplicationStartupException;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * Starts a worker. A start that cannot succeed for the sake of a setting ends with {@link
 * #EXIT_CONFIGURATION} and one line on stderr that names it; any other failure ends with 1 and is
 * logged.
 */
public final class WorkerMain {
  /** {@code EX_CONFIG} of {@code sysexits.h}. */
  public static final int EXIT_CONFIGURATION = 78;

  private WorkerMain() {}

  public static void run(Class<?> application, String[] arguments) {
    try {
      new Start().args(arguments).mainClass(application).banner(false).start();
    } catch (RuntimeException e) {
      Optional<SettingException> setting = settingAtFault(e);
      if (setting.isEmpty()) {
        LoggerFactory.getLogger(application).error("tried to start but failed", e);
        System.exit(1);
      }
      System.err.println(
          application.getSimpleName() + ": cannot start: " + setting.orElseThrow().getMessage());
      System.exit(EXIT_CONFIGURATION);
    }
  }

  private static Optional<SettingException> settingAtFault(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof SettingException setting) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }

  private static final class Start extends Micronaut {
    /** Micronaut's own way logs a stack trace and ends the process, so that nothing is caught. */
    @Override
    protected void handleStartupException(Environment environment, Throwable exception) {
      throw new ApplicationStartupException("the application did not start", exception);
    }
  }
}
