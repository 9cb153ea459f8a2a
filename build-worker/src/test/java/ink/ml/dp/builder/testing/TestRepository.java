package ink.ml.dp.builder.testing;

import ink.ml.dp.model.name.CommitSha;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.lib.TreeFormatter;

/** A bare repository that is filled object by object, so that it can hold what Git would refuse. */
public final class TestRepository implements AutoCloseable {
  private static final PersonIdent ANN =
      new PersonIdent("Ann", "ann@example.org", Instant.EPOCH, ZoneOffset.UTC);

  private final Repository repository;

  public TestRepository(Path directory) {
    try {
      repository = new FileRepository(directory.toFile());
      repository.create(true);
      repository.updateRef(Constants.HEAD).link("refs/heads/main");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Repository repository() {
    return repository;
  }

  /** Commits these files, by path, on {@code main}. */
  public CommitSha commit(Map<String, String> files) {
    return commit("refs/heads/main", directory(new TreeMap<>(files)));
  }

  /** Commits a tree on a branch, or anywhere else. */
  public CommitSha commit(String ref, ObjectId tree) {
    return insert(
        inserter -> {
          CommitBuilder commit = new CommitBuilder();
          commit.setTreeId(tree);
          ObjectId parent = repository.resolve(ref);
          if (parent != null) {
            commit.setParentId(parent);
          }
          commit.setAuthor(ANN);
          commit.setCommitter(ANN);
          commit.setMessage("A change");
          ObjectId id = inserter.insert(commit);
          inserter.flush();
          point(ref, id);
          return new CommitSha(id.name());
        });
  }

  /** An annotated tag. */
  public ObjectId tag(String name, CommitSha commit) {
    return tag(name, ObjectId.fromString(commit.value()), Constants.OBJ_COMMIT);
  }

  /** An annotated tag of any object. */
  public ObjectId tag(String name, ObjectId object, int type) {
    return insert(
        inserter -> {
          TagBuilder tag = new TagBuilder();
          tag.setTag(name);
          tag.setObjectId(object, type);
          tag.setTagger(ANN);
          tag.setMessage("A tag");
          ObjectId id = inserter.insert(tag);
          inserter.flush();
          point("refs/tags/" + name, id);
          return id;
        });
  }

  public ObjectId blob(String text) {
    return blob(text.getBytes(StandardCharsets.UTF_8));
  }

  public ObjectId blob(byte[] bytes) {
    return insert(inserter -> inserter.insert(Constants.OBJ_BLOB, bytes));
  }

  /** A tree of exactly these entries, in this order, whatever their names. */
  public ObjectId tree(Entry... entries) {
    return tree(List.of(entries));
  }

  public ObjectId tree(List<Entry> entries) {
    return insert(
        inserter -> {
          TreeFormatter formatter = new TreeFormatter();
          for (Entry entry : entries) {
            byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
            formatter.append(name, 0, name.length, entry.mode(), entry.id(), true);
          }
          return inserter.insert(formatter);
        });
  }

  private ObjectId directory(TreeMap<String, String> files) {
    Map<String, TreeMap<String, String>> directories = new TreeMap<>();
    List<Entry> entries = new ArrayList<>();
    files.forEach(
        (path, content) -> {
          int slash = path.indexOf('/');
          if (slash < 0) {
            entries.add(new Entry(path, FileMode.REGULAR_FILE, blob(content)));
          } else {
            directories
                .computeIfAbsent(path.substring(0, slash), _ -> new TreeMap<>())
                .put(path.substring(slash + 1), content);
          }
        });
    directories.forEach(
        (name, inside) -> entries.add(new Entry(name, FileMode.TREE, directory(inside))));
    entries.sort((a, b) -> key(a).compareTo(key(b)));
    return tree(entries);
  }

  private static String key(Entry entry) {
    return entry.mode() == FileMode.TREE ? entry.name() + "/" : entry.name();
  }

  private void point(String ref, ObjectId id) throws IOException {
    RefUpdate update = repository.updateRef(ref);
    update.setNewObjectId(id);
    update.forceUpdate();
  }

  private <T> T insert(Insertion<T> insertion) {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      T result = insertion.with(inserter);
      inserter.flush();
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    repository.close();
  }

  /** One entry of a tree. */
  public record Entry(String name, FileMode mode, ObjectId id) {}

  private interface Insertion<T> {
    T with(ObjectInserter inserter) throws IOException;
  }
}
