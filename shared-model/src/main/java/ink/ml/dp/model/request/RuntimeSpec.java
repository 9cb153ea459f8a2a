package ink.ml.dp.model.request;

import ink.ml.dp.model.name.CpuQuantity;
import ink.ml.dp.model.name.HealthPath;
import ink.ml.dp.model.name.MemoryQuantity;
import ink.ml.dp.model.name.Port;
import java.util.Optional;

/** How the image runs; requests equal limits. */
public record RuntimeSpec(
    Port port, CpuQuantity cpu, MemoryQuantity memory, Optional<HealthPath> healthPath) {}
