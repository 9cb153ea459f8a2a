package ink.ml.dp.runtime.config;

import ink.ml.dp.model.setting.SettingException;
import io.micronaut.runtime.Micronaut;
import java.util.Optional;

/**
 * Starts a worker, and ends a start that cannot succeed with one line on stderr instead of a stack
 * trace.
 */
public final class WorkerMain {
  /** {@code EX_CONFIG} of {@code sysexits.h}. */
  public static final int EXIT_CONFIGURATION = 78;

  private WorkerMain() {}

  public static void run(Class<?> application, String[] arguments) {
    try {
      Micronaut.build(arguments).mainClass(application).banner(false).start();
    } catch (RuntimeException e) {
      SettingException setting = settingAtFault(e).orElseThrow(() -> e);
      System.err.println(application.getSimpleName() + ": cannot start: " + setting.getMessage());
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
}
