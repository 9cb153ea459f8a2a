package ink.ml.dp.builder.workspace;

import ink.ml.dp.model.name.WorkspaceId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** The file that gives a disk its identity. */
final class IdentityFile {
  private IdentityFile() {}

  /** Reads it, or writes it first. Two processes that do so at once read the same. */
  static WorkspaceId read(Path root) throws IOException {
    Path file = root.resolve("workspace-id");
    if (!Files.exists(file)) {
      write(root, file);
    }
    return new WorkspaceId(Files.readString(file).strip());
  }

  private static void write(Path root, Path file) throws IOException {
    String fresh = UUID.randomUUID().toString().substring(0, 18);
    Path draft = Files.createTempFile(root, "workspace-id", ".new");
    try {
      Files.writeString(draft, fresh + "\n");
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      // A link appears whole or not at all, and never replaces one that is there.
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException _) {
      // Another process was first; its identity holds.
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
