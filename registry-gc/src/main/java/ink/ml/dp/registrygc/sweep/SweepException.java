package ink.ml.dp.registrygc.sweep;

/** What was moved to the trash must come back. */
public final class SweepException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SweepException(String because) {
    super(because);
  }
}
