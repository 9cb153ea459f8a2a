package ink.ml.dp.devstack.testing;

import ink.ml.dp.devstack.platform.Instance;
import ink.ml.dp.devstack.platform.Part;
import ink.ml.dp.devstack.platform.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;

/**
 * The platform that the tests of a checkout share, beside the one of {@code ./dev up}. The first
 * test that needs a server starts it; it runs on for the next module and the next run, until {@code
 * ./dev test} ends or somebody says {@code ./dev down --instance tests}.
 */
public final class TestPlatform {
  private static final String NAME = "tests";

  private TestPlatform() {}

  /** The tests' platform, with at least these parts running. */
  public static Platform with(Part... parts) {
    return started(instance(), parts);
  }

  /** A platform for one test that stops or breaks servers; its caller takes it {@code down}. */
  public static Platform apart(String name, Part... parts) {
    return started(Instance.of(root()).named(name), parts);
  }

  private static Platform started(Instance instance, Part... parts) {
    Platform platform = new Platform(instance);
    platform.start(EnumSet.copyOf(List.of(parts)), line -> System.err.println("servers: " + line));
    return platform;
  }

  private static Instance instance() {
    return Instance.of(root()).named(NAME);
  }

  /** The checkout. */
  public static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("devstack/images/build.sh"))) {
      directory = directory.getParent();
      if (directory == null) {
        throw new IllegalStateException("tests run inside a checkout of the project");
      }
    }
    return directory;
  }
}
