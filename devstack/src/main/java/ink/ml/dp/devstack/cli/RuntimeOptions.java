package ink.ml.dp.devstack.cli;

import ink.ml.dp.model.name.CpuQuantity;
import ink.ml.dp.model.name.HealthPath;
import ink.ml.dp.model.name.MemoryQuantity;
import ink.ml.dp.model.name.Port;
import ink.ml.dp.model.name.StartTimeout;
import ink.ml.dp.model.request.Exposure;
import ink.ml.dp.model.request.Protocol;
import ink.ml.dp.model.request.RuntimeSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a service runs, as it is typed. */
final class RuntimeOptions {
  @Option(names = "--port", description = "what the service listens on (deploy's default: 3000)")
  private @Nullable Port port;

  @Option(names = "--cpu", description = "such as 500m or 2 (deploy's default: 250m)")
  private @Nullable CpuQuantity cpu;

  @Option(names = "--memory", description = "such as 512Mi or 1Gi (deploy's default: 256Mi)")
  private @Nullable MemoryQuantity memory;

  @Option(
      names = {"--health-path", "--health"},
      paramLabel = "PATH",
      description = "asked until it answers (deploy's default: any connection to the port will do)")
  private @Nullable HealthPath health;

  @Option(
      names = "--start-timeout",
      paramLabel = "SECONDS",
      description =
          "from the process' start until it is ready (deploy's default: 120, at most 900)")
  private @Nullable StartTimeout startTimeout;

  @Option(
      names = "--protocol",
      description = "http, h2c (HTTP/2 without TLS, as gRPC) or tcp (deploy's default: http)")
  private @Nullable Protocol protocol;

  @Option(
      names = "--expose",
      description =
          "public, or internal: only for services of its project (deploy's default: public; tcp is"
              + " internal)")
  private @Nullable Exposure expose;

  /** What was typed, on top of what is so already. */
  RuntimeSettings over(RuntimeSettings settings) {
    RuntimeSettings.Builder changed = settings.but();
    if (port != null) {
      changed.port(port.number());
    }
    if (cpu != null) {
      changed.cpu(cpu.toString());
    }
    if (memory != null) {
      changed.memory(memory.toString());
    }
    if (health != null) {
      changed.healthPath(health.value());
    }
    if (startTimeout != null) {
      changed.startTimeout(startTimeout.seconds());
    }
    if (protocol != null) {
      changed.protocol(protocol.wire());
    }
    if (expose != null) {
      changed.expose(expose.wire());
    }
    return changed.build();
  }
}
