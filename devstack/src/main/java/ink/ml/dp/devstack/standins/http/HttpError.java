package ink.ml.dp.devstack.standins.http;

import org.jspecify.annotations.Nullable;

/** An answer that is an error: a status of 400 or more, and a sentence. */
public final class HttpError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  public HttpError(int status, String message) {
    this(status, message, null);
  }

  public HttpError(int status, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
