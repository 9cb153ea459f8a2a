package ink.ml.dp.model.result;

import java.util.Locale;

/** How a request ended. */
public enum ServiceStatus {
  /** The URL answers from the release that this request made. */
  RUNNING,
  FAILED,
  CANCELLED,
  DELETED;

  /** The lower-case name that goes over the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
