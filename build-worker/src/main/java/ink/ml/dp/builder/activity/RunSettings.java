package ink.ml.dp.builder.activity;

import ink.ml.dp.buildkit.StepLimits;
import ink.ml.dp.model.setting.Settings;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * What one build may take.
 *
 * @param steps of each of its steps
 * @param timeout of the build as a whole
 */
public record RunSettings(StepLimits steps, Duration timeout) {
  public static final Duration TIMEOUT = Duration.ofMinutes(19);

  public static RunSettings read(Settings settings) {
    return new RunSettings(
        new StepLimits(
            limit(settings, "BUILD_STEP_MEMORY_BYTES", "memory that a build step may use"),
            limit(
                settings,
                "BUILD_STEP_CPU_MILLIS",
                "thousandths of a CPU that a build step may use")),
        settings.duration("BUILD_TIMEOUT_SECONDS", "how long a build may take").orElse(TIMEOUT));
  }

  private static OptionalLong limit(Settings settings, String name, String meaning) {
    return settings.number(name, meaning).min(0L).optional().stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }
}
