package ink.ml.dp.registrygc.testing;

import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.disk.RealDisk;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** A disk that fails at the step one likes, counted from zero: by a crash, or by being full. */
public final class FaultyDisk implements Disk {
  private final Disk real = new RealDisk();
  private final AtomicLong steps = new AtomicLong();
  private final long failing;
  private final Fault fault;

  private FaultyDisk(long failing, Fault fault) {
    this.failing = failing;
    this.fault = fault;
  }

  /** Ends the process before this step, and lets no later one happen. */
  public static FaultyDisk crashingAt(long step) {
    return new FaultyDisk(step, Fault.CRASH);
  }

  /** Has no room from this step on for anything that needs some. */
  public static FaultyDisk fullFrom(long step) {
    return new FaultyDisk(step, Fault.FULL);
  }

  /** Never fails, and counts. */
  public static FaultyDisk counting() {
    return new FaultyDisk(Long.MAX_VALUE, Fault.CRASH);
  }

  public long steps() {
    return steps.get();
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    step(directory, true);
    real.createDirectories(directory);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    step(to, true);
    real.move(from, to);
  }

  @Override
  public void link(Path existing, Path place) throws IOException {
    step(place, false);
    real.link(existing, place);
  }

  @Override
  public void deleteFile(Path file) throws IOException {
    step(file, false);
    real.deleteFile(file);
  }

  @Override
  public void deleteDirectory(Path directory) throws IOException {
    step(directory, false);
    real.deleteDirectory(directory);
  }

  @Override
  public Folder open(Path directory, boolean shared) throws IOException {
    Folder folder = real.open(directory, shared);
    return new Folder() {
      @Override
      public long size(String name) throws IOException {
        return folder.size(name);
      }

      @Override
      public void deleteFile(String name) throws IOException {
        step(directory.resolve(name), false);
        folder.deleteFile(name);
      }

      @Override
      public void deleteDirectory(String name) throws IOException {
        step(directory.resolve(name), false);
        folder.deleteDirectory(name);
      }

      @Override
      public void close() throws IOException {
        folder.close();
      }
    };
  }

  @Override
  public void write(Path file, byte[] bytes) throws IOException {
    if (fault == Fault.CRASH && steps.get() == failing) {
      // Half of it reaches the disk, under the name that it has until it is whole.
      Files.write(file.resolveSibling(file.getFileName() + ".part"), half(bytes));
    }
    step(file, true);
    real.write(file, bytes);
  }

  private static byte[] half(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length / 2);
  }

  private void step(Path path, boolean needsRoom) throws IOException {
    boolean fails = steps.getAndIncrement() >= failing;
    if (fails && fault == Fault.CRASH) {
      throw new Crash();
    }
    if (fails && needsRoom) {
      throw new FileSystemException(path.toString(), null, "No space left on device");
    }
  }

  private enum Fault {
    CRASH,
    FULL
  }

  /** The end of the process; nothing catches it. */
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }
}
