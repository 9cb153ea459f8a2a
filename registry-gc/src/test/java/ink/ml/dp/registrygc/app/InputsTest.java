package ink.ml.dp.registrygc.app;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.registrygc.testing.MemoryDirectories;
import ink.ml.dp.registrygc.testing.StoreWriter;
import ink.ml.dp.registrygc.testing.Tree;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What operators write is read as strictly as what tenants do, and answered in a sentence. */
class InputsTest {
  private static final String WEB = "dp-a-b/web";
  private static final String ROOTS =
      """
      {"identity":"test","namespaces":["dp-a-b"],
       "services":[{"namespace":"dp-a-b","service":"web"}],"uses":[]}
      """;

  @TempDir(factory = MemoryDirectories.class)
  Path root;

  @TempDir(factory = MemoryDirectories.class)
  Path elsewhere;

  private final StringWriter err = new StringWriter();

  @BeforeEach
  void fourImages() {
    StoreWriter writer = new StoreWriter(root);
    for (int i = 0; i < 4; i++) {
      Instant at = Instant.now().minus(Duration.ofDays(10 - i));
      String config = writer.blob("{\"image\":" + i + "}", at);
      String image = writer.image(WEB, config, List.of(), Optional.empty(), at);
      writer.tag(WEB, "t" + i, image, at);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--keep=-1",
        "--min-age=200000d",
        "--threads=0",
        "--low-space-percent=101",
        "--ballast-bytes=-8"
      })
  void aNumberOutOfItsBoundsIsUsage(String option) {
    assertThat(collect(ROOTS, OutputStream.nullOutputStream(), option)).isEqualTo(64);
    assertThat(err.toString()).contains("next: registry-gc --help");
  }

  @Test
  void anAuditThatCannotBeBegunIsRefused() {
    assertThat(collect(ROOTS, OutputStream.nullOutputStream(), "--audit=/nowhere/audit"))
        .isEqualTo(ExitCode.REFUSED);
    assertThat(err.toString()).contains("tried to begin the audit in /nowhere/audit but failed");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 700, 1500})
  void anAuditThatCannotBeWrittenBringsEverythingBack(int room) {
    Map<String, String> before = Tree.of(root);
    int code = collect(ROOTS, new Full(room));
    assertThat(code).as(err.toString()).isIn(ExitCode.REFUSED, ExitCode.ROLLED_BACK);
    assertThat(err.toString()).contains("tried to write the audit but failed because it is full");
    assertThat(Tree.difference(before, Tree.of(root))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"identity\":\"x\",\"namespaces\":[],\"services\":[],\"use\":[]}",
        "{\"identity\":\"x\",\"namespaces\":[],\"services\":[]}",
        "{\"identity\":\"x\",\"namespaces\":[],\"services\":[],\"uses\":[{\"repo\":\"x\"}]}",
        "{\"identity\":\"x\",\"namespaces\":[7],\"services\":[],\"uses\":[]}",
        "{\"identity\":\"x\",\"namespaces\":[],\"services\":[],\"uses\":[],\"uses\":[]}"
      })
  void aRootsFileThatIsMisspeltIsRefused(String roots) {
    assertThat(collect(roots, OutputStream.nullOutputStream())).isEqualTo(ExitCode.REFUSED);
    assertThat(err.toString().lines().findFirst().orElse("")).startsWith("tried to read the roots");
    assertThat(err.toString()).doesNotContain(" 0 ");
  }

  @Test
  void aStrayFileInTheTrashStaysAndIsSaid() throws IOException {
    Files.createDirectories(root.resolve(".gc/trash/lost+found"));
    Files.writeString(root.resolve(".gc/trash/20261124T040000Z-1f3a"), "no directory");
    assertThat(collect(ROOTS, OutputStream.nullOutputStream())).as(err.toString()).isZero();
    assertThat(err.toString()).contains("lost+found is in the trash and no run's; it stays");
    assertThat(root.resolve(".gc/trash/20261124T040000Z-1f3a")).exists();
  }

  @Test
  void aPinThatMatchesNothingIsSaid() {
    collect(ROOTS, OutputStream.nullOutputStream(), "--pin=dp-a-b/wbe:*");
    assertThat(err.toString()).contains("the pin dp-a-b/wbe:* matches nothing");
  }

  @Test
  void whatEarlierRunsLeftInTheTrashIsCounted() {
    assertThat(collect(ROOTS, OutputStream.nullOutputStream())).isZero();
    err.getBuffer().setLength(0);
    assertThat(collect(ROOTS, OutputStream.nullOutputStream())).isZero();
    assertThat(err.toString())
        .contains("success; 0 objects")
        .doesNotContain(" 0 bytes in the trash");
  }

  private int collect(String roots, OutputStream audit, String... options) {
    CommandLine command =
        GcCommand.commandLine(name -> null, audit).setErr(new PrintWriter(err, true));
    List<String> arguments = new ArrayList<>(List.of("run", "--root=" + root));
    arguments.addAll(List.of("--registry-stopped", "--roots-file=" + write(roots)));
    arguments.addAll(List.of("--reconcile=0s", "--settle=0s", "--untrusted-window=0s"));
    arguments.addAll(List.of(options));
    return command.execute(arguments.toArray(String[]::new));
  }

  private Path write(String roots) {
    try {
      return Files.writeString(elsewhere.resolve("roots.json"), roots);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A file system without room for more. */
  private static final class Full extends OutputStream {
    private int room;

    Full(int room) {
      this.room = room;
    }

    @Override
    public void write(int b) throws IOException {
      if (room-- <= 0) {
        throw new IOException("it is full");
      }
    }
  }
}
