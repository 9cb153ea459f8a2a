package ink.ml.dp.devstack.platform;

import ink.ml.dp.devstack.instance.PlatformException;
import java.lang.management.ManagementFactory;

/** Whether the platform fits into this machine's memory, or into what a container may use of it. */
final class Memory {
  static final long NEEDED_MIB = 6 << 10;

  /** Whoever knows better can try. */
  private static final String ANYWAY = "DEVSTACK_ANYWAY";

  private Memory() {}

  /** What there is; more than enough where nobody knows. */
  static long totalMib() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize() >> 20
        : NEEDED_MIB;
  }

  /** Servers that the kernel kills one after the other would be harder to understand. */
  static void need() {
    need(totalMib(), System.getenv().containsKey(ANYWAY));
  }

  static void need(long totalMib, boolean anyway) {
    if (totalMib < NEEDED_MIB && !anyway) {
      throw new PlatformException(
          "tried to start the platform but failed because there are %d MiB of memory, and it needs %d"
              .formatted(totalMib, NEEDED_MIB),
          "give this machine more, or try it all the same: " + ANYWAY + "=1 ./dev up");
    }
  }
}
