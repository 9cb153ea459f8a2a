package ink.ml.dp.registrygc.store;

import ink.ml.dp.model.failure.Action;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** The store could not be read or changed; nothing is known about what is there. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param verb what was being done, as in "tried to <i>list</i> PATH"
   */
  public StoreException(String verb, Path path, Exception cause) {
    super(new Action(verb + " " + path).failedBecause(reason(cause)), cause);
  }

  private static String reason(Exception cause) {
    String name = cause.getClass().getSimpleName();
    if (cause instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason() + " (" + name + ")";
    }
    return cause.getMessage() == null ? name : cause.getMessage() + " (" + name + ")";
  }
}
