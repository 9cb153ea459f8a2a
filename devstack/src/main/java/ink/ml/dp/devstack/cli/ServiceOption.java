package ink.ml.dp.devstack.cli;

import ink.ml.dp.model.name.ServiceName;
import ink.ml.dp.model.name.Tenant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which service a command is about, of those that are there. */
final class ServiceOption {
  @SuppressWarnings("NullAway.Init") // required: set before call()
  @Parameters(paramLabel = "NAME", description = "the service's name")
  private ServiceName name;

  @Option(
      names = "--tenant",
      description = "whose service it is (default: found out; local's if several have the name)")
  private @Nullable Tenant tenant;

  String name() {
    return name.value();
  }

  Optional<String> tenant() {
    return Optional.ofNullable(tenant).map(Tenant::value);
  }
}
