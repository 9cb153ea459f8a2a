package ink.ml.dp.acceptance;

import ink.ml.dp.devstack.process.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The containers of a platform. */
final class Docker {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private Docker() {}

  /** Stops, starts, pauses or unpauses a server. */
  static void container(TestedPlatform platform, String what, String server) {
    run(what, platform.platform().instance().container(server));
  }

  static String exec(TestedPlatform platform, String server, String... program) {
    List<String> command =
        new ArrayList<>(List.of("exec", platform.platform().instance().container(server)));
    command.addAll(Arrays.asList(program));
    return run(command.toArray(String[]::new));
  }

  static String logs(TestedPlatform platform, String server) {
    return run("logs", platform.platform().instance().container(server));
  }

  static String run(String... arguments) {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(Arrays.asList(arguments));
    return Command.output(LIMIT, command.toArray(String[]::new));
  }
}
