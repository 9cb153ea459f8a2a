package ink.ml.dp.buildkit.filesync;

import com.google.protobuf.ByteString;
import ink.ml.dp.buildkit.proto.Stat;

/**
 * Describes entries the way the receiver reads them. Owners and all of the permissions but one are
 * the same for every build: they are in the cache key, so workers must agree on them.
 */
final class StatWriter {
  /** Go's {@code fs.FileMode}, which is not that of the system call. */
  private static final int DIRECTORY = 1 << 31;

  private static final int SYMLINK = 1 << 27;

  private StatWriter() {}

  static Stat stat(TreeEntry entry, ByteString path, long mtime) {
    Stat.Builder stat = Stat.newBuilder().setPath(path).setMode(mode(entry)).setModTime(mtime);
    return switch (entry.kind()) {
      case FILE -> stat.setSize(entry.size()).build();
      case DIRECTORY -> stat.build();
      case LINK -> stat.setSize(entry.size()).setLinkname(entry.target()).build();
    };
  }

  private static int mode(TreeEntry entry) {
    return switch (entry.kind()) {
      case FILE -> entry.executable() ? 0755 : 0644;
      case DIRECTORY -> DIRECTORY | 0755;
      case LINK -> SYMLINK | 0777;
    };
  }
}
