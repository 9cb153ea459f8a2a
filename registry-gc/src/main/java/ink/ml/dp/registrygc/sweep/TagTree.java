package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.digest.DigestList;
import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.disk.Trees;
import ink.ml.dp.registrygc.store.Directories;
import ink.ml.dp.registrygc.store.StoreLayout;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A tag's directory. Its shape is known, so that one listing is enough instead of five: {@code
 * current/link}, and {@code index/sha256/DIGEST/link} for each digest that the tag ever pointed to.
 */
final class TagTree {
  private TagTree() {}

  /** How many bytes its links have; nobody looks at each, because all whole ones are the same. */
  static long size(Path tag) {
    return (1L + history(tag).size()) * StoreObject.LINK_SIZE;
  }

  /**
   * Removes it, whatever else is in it.
   *
   * @param tags the open directory that holds it
   * @return how many bytes its links had
   */
  static long remove(Disk disk, Disk.Folder tags, Path tag) {
    long bytes = 0;
    try {
      String name = tag.getFileName() + "/";
      bytes += removeLink(tags, name + "current");
      DigestList history = history(tag);
      for (int i = 0; i < history.size(); i++) {
        bytes += removeLink(tags, name + past(history.digest(i)));
      }
      tags.deleteDirectory(name + "index/" + StoreLayout.ALGORITHM);
      tags.deleteDirectory(name + "index");
      tags.deleteDirectory(String.valueOf(tag.getFileName()));
      return bytes;
    } catch (IOException e) { // of another shape, or half gone
      return bytes + Trees.remove(disk, tag);
    }
  }

  private static DigestList history(Path tag) {
    return Directories.digests(tag.resolve("index/" + StoreLayout.ALGORITHM), stranger -> {});
  }

  private static String past(Digest digest) {
    return "index/" + StoreLayout.ALGORITHM + "/" + digest.hex();
  }

  private static long removeLink(Disk.Folder tags, String directory) throws IOException {
    tags.deleteFile(directory + "/" + StoreLayout.LINK);
    tags.deleteDirectory(directory);
    return StoreObject.LINK_SIZE;
  }
}
