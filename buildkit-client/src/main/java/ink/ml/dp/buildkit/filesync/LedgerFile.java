package ink.ml.dp.buildkit.filesync;

import ink.ml.dp.buildkit.filesync.MtimeLedger.Known;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a ledger is between builds. */
record LedgerFile(Path path) {
  /** Beyond which only what the last build saw is kept. */
  static final int MAX_ENTRIES = 500_000;

  private static final Logger LOG = LoggerFactory.getLogger(LedgerFile.class);
  private static final int FORMAT = 0x4d4c3031;

  /** What was written, by path; nothing when there is no file or it is damaged. */
  Map<String, Known> read() {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
      return read(in);
    } catch (NoSuchFileException _) {
      return new HashMap<>();
    } catch (IOException e) {
      LOG.warn("All files will be sent: the record of their times is unreadable", e);
      return new HashMap<>();
    }
  }

  private static Map<String, Known> read(DataInputStream in) throws IOException {
    if (in.readInt() != FORMAT) {
      throw new IOException("unknown format");
    }
    Map<String, Known> entries = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      entries.put(in.readUTF(), new Known(in.readUTF(), in.readBoolean(), in.readLong()));
    }
    return entries;
  }

  /** Replaces the file in one step; its directory is made when it is missing. */
  void write(Map<String, Known> entries) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    Path next = Files.createTempFile(directory, ".ledger", null);
    try {
      try (DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(next)))) {
        write(out, entries);
      }
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  private static void write(DataOutputStream out, Map<String, Known> entries) throws IOException {
    out.writeInt(FORMAT);
    out.writeInt(entries.size());
    for (Map.Entry<String, Known> entry : entries.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeUTF(entry.getValue().contentId());
      out.writeBoolean(entry.getValue().executable());
      out.writeLong(entry.getValue().mtime());
    }
  }
}
