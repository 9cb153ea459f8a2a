package ink.ml.dp.model.request;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a request asks for; each has a workflow type of its own. */
public enum Operation {
  CREATE("CreateService"),
  REDEPLOY("RedeployService"),
  RECONFIGURE("ReconfigureService"),
  RESTART("RestartService"),
  ROLLBACK("RollbackService"),
  CANCEL("CancelService"),
  DELETE("DeleteService");

  private final String workflowType;

  Operation(String workflowType) {
    this.workflowType = workflowType;
  }

  public String workflowType() {
    return workflowType;
  }

  /** Whether the request says where the source is. */
  boolean hasSource() {
    return this == CREATE || this == REDEPLOY || this == RECONFIGURE;
  }

  /** Whether it makes a release as an earlier one was, whatever the request says of settings. */
  public boolean repeats() {
    return this == RESTART || this == ROLLBACK;
  }

  /** Whether there has to be a release already, which it is about. */
  public boolean needsRelease() {
    return this == RECONFIGURE || this == RESTART || this == ROLLBACK;
  }

  /** The lower-case name that goes over the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Operation> fromWire(String wire) {
    return Arrays.stream(values()).filter(o -> o.wire().equals(wire)).findFirst();
  }
}
