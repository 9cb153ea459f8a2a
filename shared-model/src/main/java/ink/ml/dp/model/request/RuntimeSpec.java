package ink.ml.dp.model.request;

import static ink.ml.dp.model.request.FieldReader.optional;

import ink.ml.dp.model.name.CpuQuantity;
import ink.ml.dp.model.name.HealthPath;
import ink.ml.dp.model.name.MemoryQuantity;
import ink.ml.dp.model.name.Port;
import ink.ml.dp.model.name.StartTimeout;
import java.util.Optional;

/** How the image runs, as {@link RuntimeSettings} that parsed; requests equal limits. */
public record RuntimeSpec(
    Port port,
    CpuQuantity cpu,
    MemoryQuantity memory,
    Optional<HealthPath> healthPath,
    Optional<StartTimeout> startTimeout) {
  /**
   * Reads the wire form strictly.
   *
   * @throws InvalidRequestException naming the first field that breaks its rule
   */
  public static RuntimeSpec parse(RuntimeSettings settings) {
    return new RuntimeSpec(
        optional("port", settings.port(), Port::new).orElse(Port.DEFAULT),
        optional("cpu", settings.cpu(), CpuQuantity::parse).orElse(CpuQuantity.DEFAULT),
        optional("memory", settings.memory(), MemoryQuantity::parse).orElse(MemoryQuantity.DEFAULT),
        optional("health_path", settings.healthPath(), HealthPath::new),
        optional("start_timeout", settings.startTimeout(), StartTimeout::new));
  }

  /** The wire form, with the defaults spelled out that are the same everywhere. */
  public RuntimeSettings settings() {
    return RuntimeSettings.builder()
        .port(port.number())
        .cpu(cpu.toString())
        .memory(memory.toString())
        .healthPath(healthPath.map(HealthPath::value).orElse(null))
        .startTimeout(startTimeout.map(StartTimeout::seconds).orElse(null))
        .build();
  }
}
