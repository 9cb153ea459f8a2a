package ink.ml.dp.model.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The messages as other programs see them. A golden file may gain a field; it never loses or
 * renames one.
 */
class GoldenMessagesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  static Stream<Record> messages() {
    return Messages.all();
  }

  @ParameterizedTest
  @MethodSource("messages")
  void isWrittenAsItsGoldenFile(Record message) throws IOException {
    Path file = GOLDEN.resolve(message.getClass().getSimpleName() + ".json");
    assertThat(file).exists();
    assertThat(Messages.JSON.valueToTree(message).toPrettyString())
        .isEqualToIgnoringNewLines(Files.readString(file).strip());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void isReadBackEvenWithFieldsFromTheFuture(Record message) throws IOException {
    ObjectNode tree = Messages.JSON.valueToTree(message);
    tree.put("a_field_of_next_year", 1);
    assertThat(Messages.JSON.treeToValue(tree, message.getClass())).isEqualTo(message);
  }

  @Test
  void thereIsAnExampleOfEveryWireRecord() {
    Set<String> records =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("ink.ml.dp.model")
                .stream()
                .filter(c -> c.isAnnotatedWith(JsonIgnoreProperties.class))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
    assertThat(Messages.byName().keySet()).isEqualTo(records);
  }

  @Test
  void thereIsNoGoldenFileOfAMessageThatIsGone() throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      assertThat(files.map(f -> f.getFileName().toString().replace(".json", "")))
          .containsExactlyInAnyOrderElementsOf(Messages.byName().keySet());
    }
  }
}
