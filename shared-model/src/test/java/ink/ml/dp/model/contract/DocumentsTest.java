package ink.ml.dp.model.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every decision and every package of the repository has to say about itself. */
class DocumentsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern DECISION =
      Pattern.compile(
          "# (?<number>\\d+)\\. [^\\n"
              + "]+\\n"
              + "\\n"
              + "Status: (accepted|superseded by (?<by>\\d+))\\n"
              + "\\n"
              + "\\S.*",
          Pattern.DOTALL);

  @Test
  void decisionsHaveOneForm() throws IOException {
    List<Path> decisions = files(ROOT.resolve("docs/decisions"), ".md");
    assertThat(decisions).isNotEmpty();
    for (int i = 0; i < decisions.size(); i++) {
      Matcher form = DECISION.matcher(Files.readString(decisions.get(i)));
      assertThat(form.matches()).as(decisions.get(i).toString()).isTrue();
      assertThat(form.group("number")).isEqualTo(Integer.toString(i + 1));
      assertThat(decisions.get(i).getFileName().toString()).startsWith("%04d-".formatted(i + 1));
      if (form.group("by") != null) {
        assertThat(Integer.parseInt(form.group("by"))).isBetween(i + 2, decisions.size());
      }
    }
  }

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    for (Path sources : modules()) {
      for (Path file : files(sources, "package-info.java")) {
        assertThat(Files.readString(file)).as(file.toString()).startsWith("/**");
      }
    }
  }

  private static List<Path> modules() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules.map(m -> m.resolve("src/main/java")).filter(Files::isDirectory).toList();
    }
  }

  private static List<Path> files(Path directory, String ending) {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
