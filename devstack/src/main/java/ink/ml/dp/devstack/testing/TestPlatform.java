package ink.ml.dp.devstack.testing;

import ink.ml.dp.devstack.instance.Instance;
import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.server.Containers;
import ink.ml.dp.devstack.server.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;

/**
 * The platform that the tests of a checkout share, beside the one of {@code ./dev up}. The first
 * test that needs a server starts it; it keeps running for the next module and the next run, until
 * {@code ./dev test} ends or somebody says {@code ./dev down --instance tests}.
 */
public final class TestPlatform {
  public static final String NAME = "tests";

  private TestPlatform() {}

  /** The tests' platform, with at least these parts running; one test starts it at a time. */
  public static synchronized Platform with(Part... parts) {
    Platform platform = platform(NAME);
    boolean runs = platform.containers().list().stream().anyMatch(Containers.Found::isRunning);
    return runs ? started(platform, parts) : startedAfresh(platform, parts);
  }

  /** A platform for tests that stop or break servers; its caller takes it {@code down}. */
  public static Platform apart(String name, Part... parts) {
    return startedAfresh(platform(name), parts);
  }

  /** A platform that {@link #apart} has started, with everything running again. */
  public static Platform again(String name) {
    return started(platform(name), Part.values());
  }

  private static Platform platform(String name) {
    Platform platform = new Platform(Instance.of(root()).named(name));
    platform.ensureDocker(TestPlatform::say);
    return platform;
  }

  /** A run that was killed has left its data, in which everything is built already. */
  private static Platform startedAfresh(Platform platform, Part... parts) {
    platform.down(true, Progress.SILENT);
    return started(platform, parts);
  }

  private static Platform started(Platform platform, Part... parts) {
    platform.start(EnumSet.copyOf(List.of(parts)), TestPlatform::say);
    return platform;
  }

  private static void say(String line) {
    System.err.println("servers: " + line);
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
