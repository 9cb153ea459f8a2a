package ink.ml.dp.devstack.standins.githost;

import ink.ml.dp.devstack.standins.http.HttpError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Writes commits into a bare repository, at the branch that HEAD means. */
final class Commits {
  private record Entry(FileMode mode, ObjectId content) {}

  private final Repository repository;

  Commits(Repository repository) {
    this.repository = repository;
  }

  /**
   * Makes the tree of HEAD equal to a directory's files, without its {@code .git}.
   *
   * @return the new commit, or HEAD's own when nothing differs
   */
  ObjectId commitDirectory(Path directory, String message) throws IOException {
    SortedMap<String, Entry> tree = new TreeMap<>();
    try (ObjectInserter inserter = repository.newObjectInserter();
        Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path relative = directory.relativize(file);
        if (!relative.startsWith(".git") && !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          tree.put(relative.toString().replace('\\', '/'), read(file, inserter));
        }
      }
      return commit(tree, message, inserter);
    }
  }

  /**
   * Changes files of HEAD's tree.
   *
   * @param files paths to new content; no content removes the file
   */
  ObjectId commitFiles(Map<String, Optional<String>> files, String message) throws IOException {
    SortedMap<String, Entry> tree = headTree();
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      files.forEach(
          (path, content) ->
              content.ifPresentOrElse(
                  text -> tree.put(path, text(text, inserter)), () -> tree.remove(path)));
      return commit(tree, message, inserter);
    }
  }

  private static Entry text(String text, ObjectInserter inserter) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return new Entry(FileMode.REGULAR_FILE, inserter.insert(Constants.OBJ_BLOB, bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Entry read(Path file, ObjectInserter inserter) throws IOException {
    if (Files.isSymbolicLink(file)) {
      byte[] target = Files.readSymbolicLink(file).toString().getBytes(StandardCharsets.UTF_8);
      return new Entry(FileMode.SYMLINK, inserter.insert(Constants.OBJ_BLOB, target));
    }
    return new Entry(
        Files.isExecutable(file) ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE,
        inserter.insert(Constants.OBJ_BLOB, Files.readAllBytes(file)));
  }

  private SortedMap<String, Entry> headTree() throws IOException {
    SortedMap<String, Entry> tree = new TreeMap<>();
    ObjectId head = repository.resolve(Constants.HEAD + "^{tree}");
    if (head != null) {
      try (TreeWalk walk = new TreeWalk(repository)) {
        walk.addTree(head);
        walk.setRecursive(true);
        while (walk.next()) {
          tree.put(walk.getPathString(), new Entry(walk.getFileMode(0), walk.getObjectId(0)));
        }
      }
    }
    return tree;
  }

  private ObjectId commit(SortedMap<String, Entry> tree, String message, ObjectInserter inserter)
      throws IOException {
    ObjectId treeId = writeTree(tree, inserter);
    ObjectId parent = repository.resolve(Constants.HEAD);
    if (parent != null && treeOf(parent).equals(treeId)) {
      return parent;
    }
    CommitBuilder commit = new CommitBuilder();
    commit.setTreeId(treeId);
    if (parent != null) {
      commit.setParentId(parent);
    }
    PersonIdent author = new PersonIdent("devstack", "devstack@localhost");
    commit.setAuthor(author);
    commit.setCommitter(author);
    commit.setMessage(message);
    ObjectId id = inserter.insert(commit);
    inserter.flush();
    RefUpdate head = repository.updateRef(Constants.HEAD);
    head.disableRefLog();
    head.setNewObjectId(id);
    RefUpdate.Result result = head.forceUpdate();
    return switch (result) {
      case NEW, FAST_FORWARD, FORCED, NO_CHANGE -> id;
      default -> throw new HttpError(409, "HEAD could not be moved: " + result);
    };
  }

  private ObjectId treeOf(ObjectId commit) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit parsed = walk.parseCommit(commit);
      return parsed.getTree().getId();
    }
  }

  private static ObjectId writeTree(SortedMap<String, Entry> tree, ObjectInserter inserter)
      throws IOException {
    DirCache index = DirCache.newInCore();
    DirCacheBuilder builder = index.builder();
    tree.forEach(
        (path, entry) -> {
          DirCacheEntry file = new DirCacheEntry(path);
          file.setFileMode(entry.mode());
          file.setObjectId(entry.content());
          builder.add(file);
        });
    builder.finish();
    return index.writeTree(inserter);
  }
}
