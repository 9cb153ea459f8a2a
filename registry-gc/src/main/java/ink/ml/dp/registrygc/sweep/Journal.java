package ink.ml.dp.registrygc.sweep;

import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A run's journal. What it says has reached the disk before anything that it speaks of is done. */
public final class Journal implements AutoCloseable {
  private final Path file;
  private final Disk.Appender appender;

  private Journal(Path file, Disk.Appender appender) {
    this.file = file;
    this.appender = appender;
  }

  /** Begins or continues the journal of a trash. */
  static Journal open(Trash trash, Disk disk) {
    try {
      disk.createDirectories(trash.directory());
      return new Journal(trash.journal(), disk.append(trash.journal()));
    } catch (IOException e) {
      throw new StoreException("open the journal", trash.journal(), e);
    }
  }

  /**
   * What a journal says. A last line that a crash tore is as if it had never been begun; what else
   * cannot be read is left out, and {@link Undo} finds what it spoke of in the trash.
   */
  static List<JournalRecord> read(Trash trash) {
    // Not as UTF-8, which would end at the first byte that is none; all names are ASCII.
    try (Stream<String> lines = Files.lines(trash.journal(), StandardCharsets.ISO_8859_1)) {
      return lines.map(JournalFormat::read).flatMap(Optional::stream).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new StoreException("read the journal", trash.journal(), e);
    }
  }

  /** Writes a record and waits until the disk has it. */
  void write(JournalRecord record) {
    try {
      appender.append(JournalFormat.write(record));
    } catch (IOException e) {
      throw new StoreException("write the journal", file, e);
    }
  }

  @Override
  public void close() {
    try {
      appender.close();
    } catch (IOException e) {
      throw new StoreException("close the journal", file, e);
    }
  }
}
