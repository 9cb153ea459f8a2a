package ink.ml.dp.registrygc.run;

/** The run had changed the store, something was wrong, and everything was put back. */
final class RolledBackException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RolledBackException(Throwable cause) {
    super(
        "tried to sweep but put everything back because " + String.valueOf(cause.getMessage()),
        cause);
  }
}
