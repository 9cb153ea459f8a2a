package ink.ml.dp.buildkit;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What one step of a Dockerfile may use; BuildKit 0.31 or newer. The gateway's frontends ignore it.
 *
 * @param memoryBytes after which the step is killed
 * @param cpuMillis thousandths of a CPU
 */
public record StepLimits(OptionalLong memoryBytes, OptionalLong cpuMillis) {
  private static final long CPU_PERIOD_MICROS = 100_000;

  public static StepLimits none() {
    return new StepLimits(OptionalLong.empty(), OptionalLong.empty());
  }

  /** The frontend's attributes on the wire. */
  public Map<String, String> attributes() {
    Map<String, String> attributes = new TreeMap<>();
    memoryBytes.ifPresent(
        bytes -> {
          attributes.put("memory", Long.toString(bytes));
          // Equal to the memory: no swap on top of it.
          attributes.put("memswap", Long.toString(bytes));
        });
    cpuMillis.ifPresent(
        millis -> {
          attributes.put("cpuperiod", Long.toString(CPU_PERIOD_MICROS));
          attributes.put("cpuquota", Long.toString(millis * CPU_PERIOD_MICROS / 1000));
        });
    return attributes;
  }
}
