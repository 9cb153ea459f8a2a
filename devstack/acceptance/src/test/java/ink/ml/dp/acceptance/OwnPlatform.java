package ink.ml.dp.acceptance;

import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.server.Part;
import ink.ml.dp.devstack.testing.TestPlatform;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * A platform for tests that stop and break servers: started by the first of the classes that name
 * it, and taken away with all its data after the last. One class has it at a time, by a {@code
 * ResourceLock} of {@link #NAME}.
 */
final class OwnPlatform implements BeforeAllCallback {
  static final String NAME = "acceptance";

  private static final Namespace STORE = Namespace.create(OwnPlatform.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getRoot()
        .getStore(STORE)
        .getOrComputeIfAbsent(
            NAME,
            key -> {
              Platform platform = TestPlatform.apart(NAME, Part.values());
              return (AutoCloseable) () -> platform.down(true, Progress.SILENT);
            });
    start();
  }

  /** The platform, with everything running that an earlier test has stopped. */
  Platform start() {
    return TestPlatform.again(NAME);
  }
}
