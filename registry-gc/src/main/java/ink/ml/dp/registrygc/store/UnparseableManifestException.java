package ink.ml.dp.registrygc.store;

import org.jspecify.annotations.Nullable;

/** Bytes that are not a manifest whose references could all be found. */
final class UnparseableManifestException extends Exception {
  private static final long serialVersionUID = 1L;

  UnparseableManifestException(String reason) {
    this(reason, null);
  }

  UnparseableManifestException(String reason, @Nullable Throwable cause) {
    super(reason, cause);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
