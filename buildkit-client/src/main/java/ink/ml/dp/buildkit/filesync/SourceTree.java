package ink.ml.dp.buildkit.filesync;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A source's files, wherever they are. */
interface SourceTree {
  /** The order that the receiver checks: by the bytes of the names, not by UTF-16. */
  Comparator<TreeEntry> ORDER =
      Comparator.comparing(TreeEntry::name, ByteString.unsignedLexicographicalComparator());

  /**
   * What is directly in a directory, in {@link #ORDER}.
   *
   * @param directory a path, or empty for the root
   */
  List<TreeEntry> children(String directory) throws IOException;

  /** The entry at a path, without following links in any part of it. */
  Optional<TreeEntry> find(String path) throws IOException;

  /** A file's content. */
  InputStream open(TreeEntry file) throws IOException;
}
