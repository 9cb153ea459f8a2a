package ink.ml.dp.devstack.instance;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** Who may start and stop an instance's servers. The kernel frees it when its holder is killed. */
public final class InstanceLock implements AutoCloseable {
  private final FileChannel channel;

  private InstanceLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes the lock; waits for the one who has it and says so through {@code progress}. */
  public static InstanceLock take(Instance instance, Progress progress) {
    try {
      Files.createDirectories(instance.home());
      FileChannel channel =
          FileChannel.open(
              instance.home().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        progress.say("waiting for another ./dev that starts or stops the platform");
        channel.lock();
      }
      return new InstanceLock(channel);
    } catch (IOException e) {
      throw new PlatformException(
          "tried to lock " + instance.home() + " but failed because " + e.getMessage(),
          "check that the directory can be written",
          e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new PlatformException(
          "tried to unlock the platform but failed because " + e.getMessage(), "try again", e);
    }
  }
}
