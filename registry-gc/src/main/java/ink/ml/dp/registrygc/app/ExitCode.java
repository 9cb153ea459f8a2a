package ink.ml.dp.registrygc.app;

import ink.ml.dp.registrygc.metrics.Outcome;

/** What the process says with its exit code. */
final class ExitCode {
  static final int OK = 0;

  /** {@code verify} found references that do not resolve. */
  static final int BROKEN = 1;

  /** A guard refused; nothing was changed. */
  static final int REFUSED = 2;

  /** Something was wrong after the change; everything was put back. */
  static final int ROLLED_BACK = 3;

  /** The command line was not understood; as {@code sysexits.h} has it, because 2 is taken. */
  static final int USAGE = 64;

  /** It failed in a way nobody foresaw; the next run puts back what was moved to the trash. */
  static final int FAILED = 70;

  private ExitCode() {}

  static int of(Outcome outcome) {
    return switch (outcome) {
      case SUCCESS -> OK;
      case REFUSED -> REFUSED;
      case ROLLED_BACK -> ROLLED_BACK;
      case FAILED -> FAILED;
    };
  }
}
