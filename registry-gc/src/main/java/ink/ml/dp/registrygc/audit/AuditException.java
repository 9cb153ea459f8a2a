package ink.ml.dp.registrygc.audit;

import java.io.IOException;

/** What was done could not be written down, so that it must not be done. */
public final class AuditException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public AuditException(IOException cause) {
    super("tried to write the audit but failed because " + reason(cause), cause);
  }

  private static String reason(IOException cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
