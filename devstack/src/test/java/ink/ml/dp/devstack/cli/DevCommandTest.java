package ink.ml.dp.devstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is said of a command line before any platform is looked at. */
class DevCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String line) {
    return DevCommand.line()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(line.split(" ", -1));
  }

  static Iterable<String> commands() {
    return DevCommand.line().getSubcommands().keySet();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsItself(String command) {
    assertThat(run(command + " --help")).isZero();
    assertThat(out.toString()).contains("Usage: ./dev " + command);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void thereAreTheCommandsThatPeopleRelyOn() {
    assertThat(commands())
        .contains("demo", "deploy", "redeploy", "rollback", "delete", "logs", "status", "up")
        .contains("restart", "reconfigure", "down", "doctor", "verify", "bench", "images")
        .contains("open", "completion");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unknown-command",
        "up --unknown-option",
        "deploy",
        "deploy . --name Not_A_Label",
        "deploy . --port 0",
        "deploy . --pack nixpacks",
        "deploy . --ref --evil",
        "reconfigure web --memory lots",
        "restart",
        "open",
        "logs web --tenant Not_A_Label",
        "status --tenant Not_A_Label",
        "completion fish",
        "images",
        "images push"
      })
  void wrongUsageIsTwo(String line) {
    assertThat(run(line)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).isNotEmpty().doesNotContain("\tat ");
  }
}
