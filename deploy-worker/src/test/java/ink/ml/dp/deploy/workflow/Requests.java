package ink.ml.dp.deploy.workflow;

import ink.ml.dp.model.request.Operation;
import ink.ml.dp.model.request.RuntimeSettings;
import ink.ml.dp.model.request.ServiceRequest;
import ink.ml.dp.model.request.ServiceRequestBuilder;
import org.jspecify.annotations.Nullable;

/** Requests as the API sends them. */
final class Requests {
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private Requests() {}

  static ServiceRequest create(long sequence) {
    return of(Operation.CREATE, sequence, "web");
  }

  static ServiceRequest redeploy(long sequence) {
    return of(Operation.REDEPLOY, sequence, "web");
  }

  static ServiceRequest reconfigure(long sequence) {
    return of(Operation.RECONFIGURE, sequence, "web");
  }

  /** With {@code force}. */
  static ServiceRequest forced(long sequence) {
    return ServiceRequestBuilder.from(redeploy(sequence)).force(true).build();
  }

  static ServiceRequest restart(long sequence) {
    return of(Operation.RESTART, sequence, "web");
  }

  static ServiceRequest rollback(long sequence) {
    return of(Operation.ROLLBACK, sequence, "web");
  }

  static ServiceRequest cancel(long sequence) {
    return of(Operation.CANCEL, sequence, "web");
  }

  static ServiceRequest delete(long sequence) {
    return of(Operation.DELETE, sequence, "web");
  }

  static ServiceRequest createOf(String service, long sequence) {
    return of(service, Operation.CREATE, sequence, "web-" + sequence);
  }

  static ServiceRequest deleteOf(String service, long sequence, String name) {
    return of(service, Operation.DELETE, sequence, name);
  }

  static ServiceRequest of(Operation operation, long sequence, @Nullable String name) {
    return of("svc-1", operation, sequence, name);
  }

  static ServiceRequest of(
      String service, Operation operation, long sequence, @Nullable String name) {
    return new ServiceRequest(
        "req-" + sequence,
        operation.wire(),
        sequence,
        service,
        "acme",
        "shop",
        name,
        "gitea",
        "acme/web",
        null,
        null,
        null,
        "dockerfile",
        null,
        null,
        null,
        null,
        null,
        null,
        RuntimeSettings.builder().port(8080).build(),
        null);
  }
}
