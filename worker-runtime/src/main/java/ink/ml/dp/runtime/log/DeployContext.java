package ink.ml.dp.runtime.log;

import ink.ml.dp.model.activity.ServiceKey;
import io.temporal.activity.ActivityInfo;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.MDC;

/** Whose work a thread does, so that every line it logs says so. */
public record DeployContext(Map<String, String> fields) {
  /** Ends the context on the thread that entered it. */
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  public DeployContext {
    fields = Map.copyOf(fields);
  }

  /**
   * The context of an activity; its input, like every input of ours, carries a {@link ServiceKey}.
   */
  public static DeployContext of(ActivityInfo activity, Object[] arguments) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("workflow", activity.getWorkflowId());
    fields.put("activity", activity.getActivityType());
    Arrays.stream(arguments)
        .flatMap(argument -> serviceOf(argument).stream())
        .findFirst()
        .ifPresent(
            service -> {
              fields.put("request_id", String.valueOf(service.requestId()));
              fields.put("sequence", Long.toString(service.sequence()));
              fields.put("service", String.valueOf(service.serviceId()));
            });
    return new DeployContext(fields);
  }

  /** Adds the fields to the current thread's MDC. */
  public Scope enter() {
    fields.forEach(MDC::put);
    return () -> fields.keySet().forEach(MDC::remove);
  }

  private static Optional<ServiceKey> serviceOf(Object argument) {
    return Stream.ofNullable(argument)
        .map(Object::getClass)
        .filter(Class::isRecord)
        .flatMap(type -> Arrays.stream(type.getRecordComponents()))
        .filter(component -> component.getType() == ServiceKey.class)
        .flatMap(component -> Stream.ofNullable(read(component, argument)))
        .findFirst();
  }

  private static ServiceKey read(RecordComponent component, Object holder) {
    try {
      return (ServiceKey) component.getAccessor().invoke(holder);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }
}
