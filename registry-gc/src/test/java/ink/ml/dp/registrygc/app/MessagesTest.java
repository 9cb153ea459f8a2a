package ink.ml.dp.registrygc.app;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.registrygc.testing.MemoryDirectories;
import ink.ml.dp.registrygc.testing.StoreWriter;
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
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads. */
class MessagesTest {
  private static final String WEB = "dp-a-b/web";
  private static final String SYSTEM = "dp-system/frontend";

  @TempDir(factory = MemoryDirectories.class)
  Path root;

  @TempDir(factory = MemoryDirectories.class)
  Path elsewhere;

  private final StringWriter err = new StringWriter();
  private final List<String> images = new ArrayList<>();
  private StoreWriter writer;

  @BeforeEach
  void tenImages() {
    writer = new StoreWriter(root);
    for (int i = 0; i < 10; i++) {
      images.add(push(WEB, i));
    }
  }

  @Test
  void ofManyDamagesInOneRepositoryAFewAreSaidAndHowManyMore() {
    images.forEach(image -> writer.damage(WEB, image));
    assertThat(run()).isZero();
    assertThat(err.toString().lines().filter(line -> line.contains(WEB))).hasSize(4);
    assertThat(err.toString()).contains("look: 7 more things are wrong with " + WEB);
  }

  @Test
  void whatIsNeverCleanedIsNotSaidToBeLeftAlone() {
    writer.damage(SYSTEM, push(SYSTEM, 1));
    assertThat(run()).isZero();
    assertThat(err.toString()).contains(SYSTEM + " is damaged").doesNotContain("left alone");
  }

  @Test
  void whatWasRolledBackIsSaidToBeBack() throws IOException {
    int code;
    try (OutputStream full = new FullAfterSome()) {
      code = run(full);
    }
    assertThat(code).isEqualTo(ExitCode.ROLLED_BACK);
    List<String> lines = err.toString().lines().toList();
    assertThat(lines.getFirst()).endsWith("tried to write the audit but failed because it is full");
    assertThat(lines.get(1)).matches("run \\S+: rolled back; [1-9][0-9]* objects are back");
  }

  @Test
  void anUploadThatWasGivenUpGoesFromThePlatformsRepositoriesToo() {
    push(SYSTEM, 1);
    writer.upload(SYSTEM, "u", true, Instant.now().minus(Duration.ofDays(9)));
    assertThat(run()).isZero();
    assertThat(writer.layout().upload(SYSTEM, "u")).doesNotExist();
    assertThat(writer.layout().tagLink(SYSTEM, "t1")).exists();
  }

  @Test
  void everyExitCodeIsInTheHelp() {
    assertThat(
            GcCommand.commandLine(name -> null, OutputStream.nullOutputStream()).getUsageMessage())
        .containsPattern("(?s)0 .*1 .*2 .*3 .*64 .*70 .*143 ");
  }

  private String push(String repository, int number) {
    Instant at = Instant.now().minus(Duration.ofDays(20 - number));
    String config = writer.blob("{\"image\":\"" + repository + number + "\"}", at);
    String image = writer.image(repository, config, List.of(), Optional.empty(), at);
    writer.tag(repository, "t" + number, image, at);
    return image;
  }

  private int run() {
    return run(OutputStream.nullOutputStream());
  }

  private int run(OutputStream audit) {
    String roots =
        """
        {"identity":"test","namespaces":["dp-a-b"],
         "services":[{"namespace":"dp-a-b","service":"web"}],"uses":[]}
        """;
    try {
      Path file = Files.writeString(elsewhere.resolve("roots.json"), roots);
      return GcCommand.commandLine(name -> null, audit)
          .setErr(new PrintWriter(err, true))
          .execute(
              "run",
              "--root=" + root,
              "--roots-file=" + file,
              "--registry-stopped",
              "--reconcile=0s",
              "--settle=0s",
              "--untrusted-window=0s");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Takes what is said of the plan, and not what is said when objects have moved. */
  private static final class FullAfterSome extends OutputStream {
    private int room = 700;

    @Override
    public void write(int b) throws IOException {
      if (room-- <= 0) {
        throw new IOException("it is full");
      }
    }
  }
}
