package ink.ml.dp.buildkit.filesync;

import com.google.protobuf.ByteString;

/**
 * A file, directory or symbolic link of a source.
 *
 * @param path relative, clean, with {@code /} between the parts
 * @param name the last part of the path as the bytes that are on disk
 * @param size of a file's content in bytes; of a link, the length of its target
 * @param executable whether a file may be run
 * @param target of a link, otherwise empty
 */
record TreeEntry(
    String path, ByteString name, Kind kind, long size, boolean executable, ByteString target) {
  /** What an entry is. Sockets, pipes and devices are not sent: repositories cannot hold them. */
  enum Kind {
    FILE,
    DIRECTORY,
    LINK
  }

  static TreeEntry file(String path, ByteString name, long size, boolean executable) {
    return new TreeEntry(path, name, Kind.FILE, size, executable, ByteString.EMPTY);
  }

  static TreeEntry directory(String path, ByteString name) {
    return new TreeEntry(path, name, Kind.DIRECTORY, 0, false, ByteString.EMPTY);
  }

  static TreeEntry link(String path, ByteString name, ByteString target) {
    return new TreeEntry(path, name, Kind.LINK, target.size(), false, target);
  }

  boolean isDirectory() {
    return kind == Kind.DIRECTORY;
  }

  boolean isFile() {
    return kind == Kind.FILE;
  }
}
