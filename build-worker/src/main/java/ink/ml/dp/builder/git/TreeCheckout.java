package ink.ml.dp.builder.git;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * Writes the files of a tree, straight from the object store: no index, no programs, no hooks, no
 * {@code .git}. Everything is created anew and never through a link, so that a tree which names a
 * path twice (once as a link that leads out, once as a directory) comes to nothing.
 */
final class TreeCheckout {
  private static final int LONGEST_PATH = 2048;
  private static final int LONGEST_LINK = 4096;
  private static final int MOST_ATTRIBUTES = 1 << 20;

  private final ObjectChecker names = new ObjectChecker().setSafeForMacOS(true);
  private final Repository repository;
  private final Path root;
  private final GitLimits limits;
  private final TreeBudget budget;
  private final CloneMonitor monitor;
  private final Map<String, ObjectId> submodules = new TreeMap<>();
  private final List<LfsPointer> pointers = new ArrayList<>();

  TreeCheckout(
      Repository repository, Path root, GitLimits limits, TreeBudget budget, CloneMonitor monitor) {
    this.repository = repository;
    this.root = root;
    this.limits = limits;
    this.budget = budget;
    this.monitor = monitor;
  }

  /** Commits of other repositories, by the empty directories that were made for them. */
  Map<String, ObjectId> submodules() {
    return submodules;
  }

  /** Files that were not written, because Git LFS keeps them. */
  List<LfsPointer> pointers() {
    return pointers;
  }

  void write(ObjectId tree) throws IOException {
    try (ObjectReader reader = repository.newObjectReader()) {
      Files.createDirectories(root);
      directory(reader, tree, root, "", AttributeScope.NONE, 0);
    }
  }

  private void directory(
      ObjectReader reader, ObjectId tree, Path into, String path, AttributeScope outer, int depth)
      throws IOException {
    if (depth > limits.depth()) {
      throw HostileTreeException.invalid(
          path, "lies deeper than " + limits.depth() + " directories");
    }
    CanonicalTreeParser entry = new CanonicalTreeParser();
    AttributeScope scope = scope(reader, tree, path, outer);
    entry.reset(reader, tree);
    for (; !entry.eof(); entry.next()) {
      monitor.step("Checking out");
      budget.entry();
      String name = name(entry, path);
      String inside = path.isEmpty() ? name : path + "/" + name;
      if (inside.length() > LONGEST_PATH) {
        throw HostileTreeException.invalid(
            inside, "is longer than " + LONGEST_PATH + " characters");
      }
      try {
        write(reader, entry, into.resolve(name), inside, scope, depth);
      } catch (FileAlreadyExistsException e) {
        throw HostileTreeException.invalid(inside, "is in its directory twice");
      } catch (InvalidPathException e) {
        throw HostileTreeException.invalid(inside, "has a name that cannot be a file's");
      } catch (FileSystemException e) {
        if (String.valueOf(e.getReason()).contains("name too long")) {
          throw HostileTreeException.invalid(inside, "has a name that is too long");
        }
        throw e;
      }
    }
  }

  private void write(
      ObjectReader reader,
      CanonicalTreeParser entry,
      Path file,
      String path,
      AttributeScope scope,
      int depth)
      throws IOException {
    FileMode mode = entry.getEntryFileMode();
    if (mode == FileMode.TREE) {
      Files.createDirectory(file);
      directory(reader, entry.getEntryObjectId(), file, path, scope, depth + 1);
    } else if (mode == FileMode.GITLINK) {
      Files.createDirectory(file);
      submodules.put(path, entry.getEntryObjectId());
    } else if (mode == FileMode.SYMLINK) {
      link(reader.open(entry.getEntryObjectId()), file, path);
    } else if (mode == FileMode.REGULAR_FILE || mode == FileMode.EXECUTABLE_FILE) {
      file(
          reader.open(entry.getEntryObjectId()),
          file,
          path,
          scope.form(path),
          mode == FileMode.EXECUTABLE_FILE);
    } else {
      throw HostileTreeException.invalid(path, "is neither file, directory, link nor submodule");
    }
  }

  private void file(ObjectLoader blob, Path file, String path, FileForm form, boolean executable)
      throws IOException {
    budget.file(path, blob.getSize());
    if (form.lfs() && blob.getSize() <= LfsPointer.LONGEST) {
      Optional<LfsPointer> pointer = LfsPointer.parse(path, blob.getBytes(), executable);
      if (pointer.isPresent()) {
        pointers.add(pointer.get());
        return;
      }
    }
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      if (form.converts()) {
        out.write(form.apply(blob.getBytes(), path));
      } else {
        blob.copyTo(out);
      }
    }
    if (executable) {
      makeExecutable(file);
    }
  }

  static void makeExecutable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static AttributeScope scope(
      ObjectReader reader, ObjectId tree, String path, AttributeScope outer) throws IOException {
    CanonicalTreeParser entry = new CanonicalTreeParser();
    entry.reset(reader, tree);
    if (!entry.findFile(".gitattributes")
        || (entry.getEntryFileMode() != FileMode.REGULAR_FILE
            && entry.getEntryFileMode() != FileMode.EXECUTABLE_FILE)) {
      return outer;
    }
    ObjectLoader attributes = reader.open(entry.getEntryObjectId());
    return attributes.getSize() > MOST_ATTRIBUTES ? outer : outer.with(path, attributes.getBytes());
  }

  private void link(ObjectLoader blob, Path file, String path) throws IOException {
    if (blob.getSize() > LONGEST_LINK) {
      throw HostileTreeException.invalid(path, "is a link that is too long");
    }
    String target = decode(blob.getBytes(), path);
    if (target.isEmpty() || target.indexOf('\0') >= 0) {
      throw HostileTreeException.invalid(path, "is a link to nowhere");
    }
    Files.createSymbolicLink(file, Path.of(target));
  }

  private String name(CanonicalTreeParser entry, String parent) throws IOException {
    byte[] raw = new byte[entry.getNameLength()];
    entry.getName(raw, 0);
    try {
      names.checkPathSegment(raw, 0, raw.length);
    } catch (CorruptObjectException e) {
      String shown = new String(raw, StandardCharsets.UTF_8);
      throw HostileTreeException.invalid(
          parent.isEmpty() ? shown : parent + "/" + shown, "has a name that is not allowed");
    }
    return decode(raw, parent);
  }

  private static String decode(byte[] raw, String path) throws HostileTreeException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException _) {
      throw HostileTreeException.invalid(
          path.isEmpty() ? new String(raw, StandardCharsets.UTF_8) : path,
          "has or holds a name that is not UTF-8");
    }
  }
}
