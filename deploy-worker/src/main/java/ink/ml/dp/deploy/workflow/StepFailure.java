package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.result.ServiceError;

/** A step that ended in a failure which no retry will mend. Stays inside the workflow. */
final class StepFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ServiceError error;

  StepFailure(ServiceError error, Throwable cause) {
    super(error.message(), cause);
    this.error = error;
  }

  ServiceError error() {
    return error;
  }

  boolean has(FailureCode code) {
    return error.code().equals(code.wire());
  }
}
