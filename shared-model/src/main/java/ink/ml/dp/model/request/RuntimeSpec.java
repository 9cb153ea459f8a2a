package ink.ml.dp.model.request;

import static ink.ml.dp.model.request.FieldReader.oneOf;
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
    Optional<StartTimeout> startTimeout,
    Protocol protocol,
    Exposure expose) {
  /**
   * Reads the wire form strictly.
   *
   * @throws InvalidRequestException naming the first field that breaks its rule
   */
  public static RuntimeSpec parse(RuntimeSettings settings) {
    Protocol protocol =
        optional("protocol", settings.protocol(), oneOf(Protocol.words(), Protocol::fromWire))
            .orElse(Protocol.HTTP);
    RuntimeSpec runtime =
        new RuntimeSpec(
            optional("port", settings.port(), Port::new).orElse(Port.DEFAULT),
            optional("cpu", settings.cpu(), CpuQuantity::parse).orElse(CpuQuantity.DEFAULT),
            optional("memory", settings.memory(), MemoryQuantity::parse)
                .orElse(MemoryQuantity.DEFAULT),
            optional("health_path", settings.healthPath(), HealthPath::new),
            optional("start_timeout", settings.startTimeout(), StartTimeout::new),
            protocol,
            optional("expose", settings.expose(), oneOf(Exposure.words(), Exposure::fromWire))
                .orElse(usual(protocol)));
    if (protocol == Protocol.TCP) {
      require("expose", !runtime.isPublic(), "must be internal when protocol is tcp");
      require(
          "health_path",
          runtime.healthPath().isEmpty(),
          "must be absent when protocol is tcp, because it is asked in HTTP");
    }
    return runtime;
  }

  private static void require(String field, boolean holds, String rule) {
    if (!holds) {
      throw new InvalidRequestException(field, rule);
    }
  }

  private static Exposure usual(Protocol protocol) {
    return protocol == Protocol.TCP ? Exposure.INTERNAL : Exposure.PUBLIC;
  }

  /** Whether it has a URL that everybody can open. */
  public boolean isPublic() {
    return expose == Exposure.PUBLIC;
  }

  /**
   * The wire form, with the defaults spelled out that are the same everywhere. What came later than
   * the first releases is left out where it is usual, so that their records stay as they are.
   */
  public RuntimeSettings settings() {
    return RuntimeSettings.builder()
        .port(port.number())
        .cpu(cpu.toString())
        .memory(memory.toString())
        .healthPath(healthPath.map(HealthPath::value).orElse(null))
        .startTimeout(startTimeout.map(StartTimeout::seconds).orElse(null))
        .protocol(protocol == Protocol.HTTP ? null : protocol.wire())
        .expose(expose == usual(protocol) ? null : expose.wire())
        .build();
  }
}
