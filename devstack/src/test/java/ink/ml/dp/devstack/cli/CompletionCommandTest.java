package ink.ml.dp.devstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.devstack.process.Command;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script, in a real bash that is asked what it would complete. */
class CompletionCommandTest {
  @TempDir private Path directory = Path.of("");

  /** What bash offers for a command line of which the last word is being typed. */
  private List<String> offered(String... words) throws IOException {
    StringWriter out = new StringWriter();
    assertThat(DevCommand.line().setOut(new PrintWriter(out, true)).execute("completion", "bash"))
        .isZero();
    Path script = directory.resolve("completion.sh");
    // Bash reads the compspec of ./dev under the command's last part.
    Files.writeString(
        script,
        out
            + """
            compopt() { :; } # of a shell that somebody types into
            function=$(complete -p dev | sed 's/.* -F \\([^ ]*\\).*/\\1/')
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
            "$function" "$1" "${!#}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """);
    String[] command = new String[words.length + 2];
    command[0] = "bash";
    command[1] = script.toString();
    System.arraycopy(words, 0, command, 2, words.length);
    return Command.output(Duration.ofSeconds(30), command).lines().map(String::strip).toList();
  }

  @Test
  void commandsAreCompleted() throws IOException {
    assertThat(offered("./dev", "re"))
        .containsExactlyInAnyOrder("redeploy", "restart", "reconfigure");
    assertThat(offered("./dev", "")).contains("demo", "open", "clean", "test", "help");
  }

  @Test
  void optionsAndTheirWordsAreCompleted() throws IOException {
    assertThat(offered("./dev", "logs", "--")).contains("--build", "--tenant", "--full");
    assertThat(offered("./dev", "bench", "or")).containsExactly("orchestrate");
    assertThat(offered("./dev", "completion", "z")).containsExactly("zsh");
  }

  /** {@code ./dev} itself runs the tests, not the program that writes the script. */
  @Test
  void whatCanBeTestedIsCompleted() throws IOException {
    System.setProperty("devstack.root", directory.toString());
    try {
      Files.createDirectories(directory.resolve("a-module"));
      Files.createFile(directory.resolve("a-module/pom.xml"));
      Files.createDirectories(directory.resolve("a-part"));
      Files.createFile(directory.resolve("a-part/test.sh"));
      Files.createDirectories(directory.resolve("another"));
      assertThat(offered("./dev", "test", "a")).containsExactlyInAnyOrder("a-module", "a-part");
    } finally {
      System.clearProperty("devstack.root");
    }
  }
}
