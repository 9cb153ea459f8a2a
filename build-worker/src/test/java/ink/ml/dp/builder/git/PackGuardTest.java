package ink.ml.dp.builder.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PackParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs that are small to send and large to read, to JGit itself and to JGit behind the guard. */
class PackGuardTest {
  private static final int LARGE = 4 << 20;
  private static final int LEVELS = 10;

  @TempDir private Path directory;

  @Test
  void refusesDifferencesThatBranchAllTheWay() throws IOException {
    byte[] pack = branching(LEVELS, LARGE, false);
    assertThat(pack).hasSizeLessThan(100_000);
    assertThat(heldWhileRead(new FileRepository(directory.resolve("plain").toFile()), pack))
        .as("without the guard, JGit holds nearly all of them")
        .isGreaterThan((LEVELS - 4L) * LARGE);
    assertThatThrownBy(() -> heldWhileRead(guarded("a"), pack))
        .isInstanceOf(TooLargeObjectInPackException.class);
    byte[] named = branching(LEVELS, LARGE, true);
    assertThatThrownBy(() -> heldWhileRead(guarded("b"), named))
        .isInstanceOf(TooLargeObjectInPackException.class);
  }

  @Test
  void takesDifferencesThatBranchALittle() throws IOException {
    assertThatNoException()
        .isThrownBy(() -> heldWhileRead(guarded("a"), branching(LEVELS, 1 << 10, false)));
    assertThat(heldWhileRead(guarded("b"), branching(1, LARGE, false))).isLessThan(4L * LARGE);
  }

  @Test
  void refusesAPackThatPromisesMoreObjectsThanThereIsRoomFor() {
    byte[] pack = header(0x7fffffff).toByteArray();
    try (InputStream in = new PackGuard(new ByteArrayInputStream(pack), 2 * LARGE)) {
      assertThatThrownBy(in::readAllBytes).isInstanceOf(TooLargeObjectInPackException.class);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** By single bytes, so that every part of the pack is cut somewhere. */
  @Test
  void readsAPackThatComesInPieces() throws IOException {
    byte[] pack = branching(3, 1000, false);
    InputStream slow =
        new InputStream() {
          private final InputStream all = new ByteArrayInputStream(pack);

          @Override
          public int read() throws IOException {
            return all.read();
          }

          @Override
          public int read(byte[] bytes, int from, int length) throws IOException {
            return all.read(bytes, from, Math.min(length, 1));
          }
        };
    try (InputStream in = new PackGuard(slow, 1 << 20)) {
      assertThat(in.readAllBytes()).isEqualTo(pack);
    }
    try (InputStream in = new PackGuard(new ByteArrayInputStream(pack), 1000)) {
      assertThatThrownBy(in::readAllBytes).isInstanceOf(TooLargeObjectInPackException.class);
    }
  }

  private Repository guarded(String name) throws IOException {
    return new BoundedRepository(directory.resolve(name), 2L * LARGE);
  }

  /**
   * Gives how much more memory JGit had in use than before, at the deepest of the pack's objects.
   */
  private static long heldWhileRead(Repository repository, byte[] pack) throws IOException {
    try (repository;
        ObjectInserter inserter = repository.newObjectInserter()) {
      if (!repository.getObjectDatabase().exists()) {
        repository.create(true);
      }
      PackParser parser = inserter.newPackParser(new ByteArrayInputStream(pack));
      DeepestMonitor monitor = new DeepestMonitor();
      parser.parse(NullProgressMonitor.INSTANCE, monitor);
      return monitor.most;
    }
  }

  /** An object, and at each level two differences from the one before, of which one goes on. */
  private static byte[] branching(int levels, int size, boolean named) throws IOException {
    List<Long> starts = new ArrayList<>();
    ByteArrayOutputStream pack = header(1 + 2 * levels);
    byte[] content = new byte[size];
    starts.add((long) pack.size());
    object(pack, Constants.OBJ_BLOB, size, new byte[0], content);
    for (int level = 0; level < levels; level++) {
      byte[] next = content.clone();
      next[0] = (byte) (level + 1);
      byte[] other = content.clone();
      other[1] = (byte) (level + 1);
      long base = starts.getLast();
      starts.add((long) pack.size());
      difference(pack, base, content, next, named);
      difference(pack, base, content, other, named);
      content = next;
    }
    pack.write(sha1(pack.toByteArray()));
    return pack.toByteArray();
  }

  private static void difference(
      ByteArrayOutputStream pack, long base, byte[] from, byte[] to, boolean named)
      throws IOException {
    ByteArrayOutputStream delta = new ByteArrayOutputStream();
    number(delta, from.length);
    number(delta, to.length);
    delta.write(2);
    delta.write(to, 0, 2);
    int copied = to.length - 2;
    int offset = 2;
    while (copied > 0) {
      int now = Math.min(copied, 0xffff);
      delta.write(0x80 | 0x0f | 0x30);
      for (int i = 0; i < 4; i++) {
        delta.write(offset >> 8 * i);
      }
      delta.write(now);
      delta.write(now >> 8);
      offset += now;
      copied -= now;
    }
    if (named) {
      byte[] id = sha1(("blob " + from.length + "\0").getBytes(StandardCharsets.UTF_8), from);
      object(pack, Constants.OBJ_REF_DELTA, delta.size(), id, delta.toByteArray());
    } else {
      byte[] distance = offset(pack.size() - base);
      object(pack, Constants.OBJ_OFS_DELTA, delta.size(), distance, delta.toByteArray());
    }
  }

  private static ByteArrayOutputStream header(int objects) {
    ByteArrayOutputStream pack = new ByteArrayOutputStream();
    pack.writeBytes(new byte[] {'P', 'A', 'C', 'K', 0, 0, 0, 2});
    for (int shift = 24; shift >= 0; shift -= 8) {
      pack.write(objects >> shift);
    }
    return pack;
  }

  private static void object(
      ByteArrayOutputStream pack, int type, int size, byte[] base, byte[] content)
      throws IOException {
    int rest = size >> 4;
    pack.write((rest > 0 ? 0x80 : 0) | type << 4 | size & 15);
    while (rest > 0) {
      pack.write((rest > 0x7f ? 0x80 : 0) | rest & 0x7f);
      rest >>= 7;
    }
    pack.writeBytes(base);
    try (DeflaterOutputStream out =
        new DeflaterOutputStream(
            new java.io.FilterOutputStream(pack) {
              @Override
              public void close() {}
            })) {
      out.write(content);
    }
  }

  private static void number(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest > 0x7f) {
      out.write(0x80 | rest & 0x7f);
      rest >>= 7;
    }
    out.write(rest);
  }

  private static byte[] offset(long distance) {
    List<Integer> bytes = new ArrayList<>();
    long rest = distance;
    bytes.addFirst((int) (rest & 0x7f));
    while ((rest >>= 7) > 0) {
      bytes.addFirst((int) (--rest & 0x7f) | 0x80);
    }
    byte[] made = new byte[bytes.size()];
    for (int i = 0; i < made.length; i++) {
      made[i] = bytes.get(i).byteValue();
    }
    return made;
  }

  private static byte[] sha1(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Looks at the memory in use for each object that is resolved. */
  private static final class DeepestMonitor implements ProgressMonitor {
    private final long before = used();
    private long most;

    private static long used() {
      System.gc();
      return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Override
    public void start(int totalTasks) {}

    @Override
    public void beginTask(String title, int totalWork) {}

    @Override
    public void update(int completed) {
      most = Math.max(most, used() - before);
    }

    @Override
    public void endTask() {}

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void showDuration(boolean enabled) {}
  }
}
