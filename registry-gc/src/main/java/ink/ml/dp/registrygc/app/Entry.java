package ink.ml.dp.registrygc.app;

import java.io.OutputStream;

/** The way in from {@code main}. */
public final class Entry {
  private Entry() {}

  /**
   * Carries out a command line with this process's environment.
   *
   * @param auditOut where the audit goes unless an option says otherwise
   * @return the exit code
   */
  public static int execute(OutputStream auditOut, String... arguments) {
    return GcCommand.execute(System::getenv, auditOut, arguments);
  }
}
