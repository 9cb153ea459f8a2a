package ink.ml.dp.registrygc.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.registrygc.testing.FaultyDisk;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an open directory does, on the real disk and on the tests' own, for one thread and many. */
class FolderTest {
  @TempDir Path directory;

  static Stream<Arguments> disks() {
    return Stream.of(new RealDisk(), FaultyDisk.counting())
        .flatMap(disk -> Stream.of(Arguments.of(disk, false), Arguments.of(disk, true)));
  }

  @ParameterizedTest
  @MethodSource("disks")
  void aFileTellsItsSizeAndGoes(Disk disk, boolean shared) throws IOException {
    Files.writeString(directory.resolve("file"), "12345");
    Files.writeString(Files.createDirectory(directory.resolve("a")).resolve("b"), "12");
    try (Disk.Folder folder = disk.open(directory, shared)) {
      assertThat(folder.size("file")).isEqualTo(5);
      assertThat(folder.size("a/b")).isEqualTo(2);
      folder.deleteFile("file");
      folder.deleteFile("a/b");
      assertThatThrownBy(() -> folder.size("file")).isInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> folder.deleteFile("file")).isInstanceOf(NoSuchFileException.class);
    }
    assertThat(directory.resolve("a")).isEmptyDirectory();
    assertThat(directory.resolve("file")).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("disks")
  void onlyAnEmptyDirectoryGoes(Disk disk, boolean shared) throws IOException {
    Files.createDirectories(directory.resolve("full/empty"));
    try (Disk.Folder folder = disk.open(directory, shared)) {
      assertThatThrownBy(() -> folder.deleteDirectory("full"))
          .isInstanceOf(DirectoryNotEmptyException.class);
      assertThat(FileTrees.removeIfEmpty(folder, "full")).isFalse();
      folder.deleteDirectory("full/empty");
      assertThat(FileTrees.removeIfEmpty(folder, "full")).isTrue();
      assertThat(FileTrees.removeIfEmpty(folder, "full")).isFalse();
    }
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @MethodSource("disks")
  void aFileIsNoDirectoryAndTheOtherWayRound(Disk disk, boolean shared) throws IOException {
    Files.writeString(directory.resolve("file"), "12345");
    Files.createDirectory(directory.resolve("directory"));
    try (Disk.Folder folder = disk.open(directory, shared)) {
      assertThatThrownBy(() -> folder.deleteDirectory("file"))
          .isInstanceOf(FileSystemException.class);
      assertThatThrownBy(() -> folder.deleteFile("directory"))
          .isInstanceOf(FileSystemException.class);
    }
    assertThat(directory.resolve("file")).exists();
    assertThat(directory.resolve("directory")).exists();
  }

  @ParameterizedTest
  @MethodSource("disks")
  void aLinkGoesAndNotWhatItLeadsTo(Disk disk, boolean shared) throws IOException {
    Path inside = Files.createDirectory(directory.resolve("inside"));
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.createSymbolicLink(inside.resolve("link"), outside);
    try (Disk.Folder folder = disk.open(inside, shared)) {
      assertThatThrownBy(() -> folder.deleteDirectory("link")).isInstanceOf(IOException.class);
      folder.deleteFile("link");
    }
    assertThat(inside).isEmptyDirectory();
    assertThat(outside).exists();
  }

  @ParameterizedTest
  @MethodSource("disks")
  void whatIsMissingCannotBeOpened(Disk disk, boolean shared) {
    assertThatThrownBy(() -> disk.open(directory.resolve("missing"), shared))
        .isInstanceOf(NoSuchFileException.class);
  }
}
