package ink.ml.dp.builder.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.lib.Constants;

/**
 * Reads along while a pack arrives, and refuses one that would make JGit hold more than it is
 * admitted for. JGit makes an array for as many objects as the pack's header promises. It then
 * follows differences depth first, and holds every object on its way of which others are
 * differences that it has not come to: a few kilobytes can ask for any amount.
 */
final class PackGuard extends FilterInputStream {
  /** What JGit keeps of each object while it reads a pack, in bytes. */
  static final int KEPT = 80;

  private static final int HEADER = 12;

  private enum Part {
    HEADER,
    TYPE,
    SIZE,
    OFFSET,
    ID,
    CONTENT,
    END
  }

  private final long most;
  private final Inflater inflater = new Inflater();
  private final byte[] inflated = new byte[8192];
  private final byte[] header = new byte[HEADER];
  private final PackTree tree;

  private Part part = Part.HEADER;
  private int read;
  private long position;
  private long remaining;
  private long start;
  private int type;
  private long size;
  private int shift;
  private long offset;
  private DeltaHeader delta = new DeltaHeader();

  /**
   * @param most bytes of objects that are held besides the three that JGit works on, and, counted
   *     apart, of what it keeps of all objects
   */
  PackGuard(InputStream in, long most) {
    super(in);
    this.most = most;
    tree = new PackTree(most);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int count = super.read(bytes, from, length);
    if (count > 0) {
      look(bytes, from, count);
    }
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void look(byte[] bytes, int from, int count) throws IOException {
    int at = from;
    int end = from + count;
    while (at < end && part != Part.END) {
      if (part == Part.CONTENT) {
        int used = inflate(bytes, at, end - at);
        at += used;
        position += used;
      } else {
        step(bytes[at++] & 0xff);
        position++;
      }
    }
  }

  private void step(int next) throws IOException {
    switch (part) {
      case HEADER -> {
        header[read++] = (byte) next;
        if (read == HEADER) {
          begin();
        }
      }
      case TYPE -> {
        start = position;
        type = next >> 4 & 7;
        size = next & 15;
        shift = 4;
        part = (next & 0x80) == 0 ? afterSize() : Part.SIZE;
      }
      case SIZE -> {
        size += (long) (next & 0x7f) << shift;
        shift += 7;
        if (shift > 60) {
          throw new CorruptObjectException("an object of the pack has an impossible size");
        }
        part = (next & 0x80) == 0 ? afterSize() : Part.SIZE;
      }
      case OFFSET -> {
        offset = (read++ == 0 ? 0 : offset + 1 << 7) + (next & 0x7f);
        part = (next & 0x80) == 0 ? Part.CONTENT : Part.OFFSET;
      }
      case ID -> part = ++read == Constants.OBJECT_ID_LENGTH ? Part.CONTENT : Part.ID;
      case CONTENT, END -> throw new IllegalStateException(part.name());
    }
  }

  private void begin() throws IOException {
    remaining = 0;
    for (int i = 8; i < HEADER; i++) {
      remaining = remaining << 8 | header[i] & 0xff;
    }
    if (remaining > most / KEPT) {
      throw new TooLargeObjectInPackException(remaining * KEPT, most);
    }
    part = remaining == 0 ? Part.END : Part.TYPE;
  }

  private Part afterSize() {
    read = 0;
    delta = new DeltaHeader();
    inflater.reset();
    return switch (type) {
      case Constants.OBJ_OFS_DELTA -> Part.OFFSET;
      case Constants.OBJ_REF_DELTA -> Part.ID;
      default -> Part.CONTENT;
    };
  }

  private int inflate(byte[] bytes, int from, int length) throws IOException {
    inflater.setInput(bytes, from, length);
    try {
      while (!inflater.finished()) {
        int count = inflater.inflate(inflated);
        if (count == 0 && !inflater.finished()) {
          if (inflater.needsDictionary()) {
            throw new CorruptObjectException("an object of the pack needs a dictionary");
          }
          return length;
        }
        delta.read(inflated, count);
      }
    } catch (DataFormatException e) {
      throw new CorruptObjectException("an object of the pack is not compressed", e);
    }
    int used = length - inflater.getRemaining();
    ended();
    return used;
  }

  private void ended() throws IOException {
    switch (type) {
      case Constants.OBJ_OFS_DELTA -> tree.difference(start, start - offset, delta.result());
      case Constants.OBJ_REF_DELTA -> tree.differenceOfNamed(start, delta.base(), delta.result());
      default -> tree.whole(start, size);
    }
    part = Part.TYPE;
    if (--remaining == 0) {
      part = Part.END;
      tree.check();
    }
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    super.close();
  }

  /** The two numbers that a difference begins with: how large its base is, and its result. */
  private static final class DeltaHeader {
    private final long[] sizes = new long[2];
    private int number;
    private int shift;

    void read(byte[] bytes, int count) {
      for (int i = 0; i < count && number < 2; i++) {
        if (shift < 60) {
          sizes[number] += (long) (bytes[i] & 0x7f) << shift;
        }
        shift += 7;
        if ((bytes[i] & 0x80) == 0) {
          number++;
          shift = 0;
        }
      }
    }

    long base() {
      return sizes[0];
    }

    long result() {
      return sizes[1];
    }
  }

  /** Which object of a pack is a difference from which. */
  private static final class PackTree {
    private final long most;
    private long[] starts = new long[256];
    private long[] sizes = new long[256];
    private int[] bases = new int[256];
    private int count;
    private long named;

    PackTree(long most) {
      this.most = most;
    }

    void whole(long start, long size) {
      add(start, size, -1);
    }

    void difference(long start, long base, long size) throws IOException {
      int found = Arrays.binarySearch(starts, 0, count, base);
      if (found < 0) {
        throw new CorruptObjectException("an object of the pack is a difference from nothing");
      }
      add(start, size, found);
    }

    /** Its base may be any object, so that it is counted wherever it is. */
    void differenceOfNamed(long start, long base, long size) {
      named += base;
      add(start, size, -1);
    }

    private void add(long start, long size, int base) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, 2 * count);
        sizes = Arrays.copyOf(sizes, 2 * count);
        bases = Arrays.copyOf(bases, 2 * count);
      }
      starts[count] = start;
      sizes[count] = size;
      bases[count++] = base;
    }

    /** A base comes before what is a difference from it, so that one pass is enough. */
    void check() throws IOException {
      int[] children = new int[count];
      for (int i = 0; i < count; i++) {
        if (bases[i] >= 0) {
          children[bases[i]]++;
        }
      }
      long[] held = new long[count];
      long largest = 0;
      long together = 0;
      for (int i = 0; i < count; i++) {
        long own = children[i] > 1 ? sizes[i] : 0;
        held[i] = own + (bases[i] < 0 ? 0 : held[bases[i]]);
        largest = Math.max(largest, held[i]);
        together += own;
      }
      // With differences from named objects, one way may lead through all others.
      long bound = named == 0 ? largest : together + named;
      if (bound > most) {
        throw new TooLargeObjectInPackException(bound, most);
      }
    }
  }
}
