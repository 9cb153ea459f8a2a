package ink.ml.dp.devstack.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.devstack.standins.mcp.Variable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ValuesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "5\" disk, 3\" tape",
        "\"quoted\"",
        "'",
        "a=b=c",
        "",
        " ",
        "a,b",
        "\\n",
        "two\nlines"
      })
  void aVariableArrivesAsItWasTyped(String value) {
    assertThat(parse("--env", "A=" + value)).containsExactly(Variable.run("A", value));
  }

  @Test
  void theValueOfAMistypedVariableIsNotRepeated() {
    assertThatThrownBy(() -> parse("--env", "=secret"))
        .hasMessageContaining("NAME=VALUE")
        .hasMessageNotContaining("secret");
  }

  private static List<Variable> parse(String... arguments) {
    CommandLine line = Values.register(new CommandLine(new DeployCommand()));
    String[] all = new String[arguments.length + 1];
    all[0] = "https://git.example/a/b";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return line.parseArgs(all).matchedOptionValue("--env", List.of());
  }
}
