package ink.ml.dp.registrygc.testing;

import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.disk.RealDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;

/** A disk beside which somebody does something just before a move, once. */
public final class HookedDisk implements Disk {
  private final Disk real = new RealDisk();
  private final Predicate<Path> moved;
  private final Runnable before;
  private boolean done;

  /**
   * @param moved the file or directory before whose move it happens
   */
  public HookedDisk(Predicate<Path> moved, Runnable before) {
    this.moved = moved;
    this.before = before;
  }

  public synchronized boolean isDone() {
    return done;
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    synchronized (this) {
      if (!done && moved.test(from)) {
        done = true;
        before.run();
      }
    }
    real.move(from, to);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    real.createDirectories(directory);
  }

  @Override
  public void link(Path existing, Path place) throws IOException {
    real.link(existing, place);
  }

  @Override
  public void deleteFile(Path file) throws IOException {
    real.deleteFile(file);
  }

  @Override
  public void deleteDirectory(Path directory) throws IOException {
    real.deleteDirectory(directory);
  }

  @Override
  public Folder open(Path directory, boolean shared) throws IOException {
    return real.open(directory, shared);
  }

  @Override
  public void write(Path file, byte[] bytes) throws IOException {
    real.write(file, bytes);
  }
}
