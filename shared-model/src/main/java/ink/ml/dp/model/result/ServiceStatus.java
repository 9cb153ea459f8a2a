package ink.ml.dp.model.result;

import java.util.Locale;

/** How a request ended. */
public enum ServiceStatus {
  /** The URL answers from the release that this request made. */
  RUNNING,
  FAILED,
  /**
   * The workflow was cancelled from outside. Temporal closes it as cancelled and delivers no
   * result, so whoever waited makes this status from the client's own error.
   */
  CANCELLED,
  DELETED;

  /** The lower-case name that goes over the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
