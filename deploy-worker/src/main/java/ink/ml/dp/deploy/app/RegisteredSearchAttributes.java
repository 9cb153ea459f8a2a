package ink.ml.dp.deploy.app;

import ink.ml.dp.model.workflow.SearchAttributes;
import ink.ml.dp.runtime.temporal.TemporalConnection;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of our search attributes the namespace has. A workflow that sets one that is not registered
 * hangs, so those are left out, and that is said once.
 */
@Singleton
final class RegisteredSearchAttributes {
  private static final Logger log = LoggerFactory.getLogger(RegisteredSearchAttributes.class);

  private final TemporalConnection connection;

  RegisteredSearchAttributes(TemporalConnection connection) {
    this.connection = connection;
  }

  Set<String> names() {
    Set<String> wanted =
        SearchAttributes.ALL.stream().map(key -> key.getName()).collect(Collectors.toSet());
    Set<String> registered = registered();
    Set<String> missing =
        wanted.stream().filter(name -> !registered.contains(name)).collect(Collectors.toSet());
    if (!missing.isEmpty()) {
      log.warn("the namespace has no search attributes {}; workflows run without them", missing);
    }
    wanted.retainAll(registered);
    return wanted;
  }

  private Set<String> registered() {
    var stubs = connection.client().getWorkflowServiceStubs();
    var operator = OperatorServiceStubs.newServiceStubs(options(stubs));
    try {
      return operator
          .blockingStub()
          .listSearchAttributes(
              ListSearchAttributesRequest.newBuilder()
                  .setNamespace(connection.client().getOptions().getNamespace())
                  .build())
          .getCustomAttributesMap()
          .keySet();
    } catch (RuntimeException e) {
      log.warn("the namespace's search attributes cannot be listed: {}", e.getMessage());
      return Set.of();
    }
  }

  /** The channel alone has no API key: the connection's stubs add it to each call. */
  static OperatorServiceStubsOptions options(WorkflowServiceStubs stubs) {
    var builder = OperatorServiceStubsOptions.newBuilder().setChannel(stubs.getRawChannel());
    var credentials = stubs.getOptions().getGrpcMetadataProviders();
    if (credentials != null) {
      builder.setGrpcMetadataProviders(credentials);
    }
    return builder.validateAndBuildWithDefaults();
  }
}
