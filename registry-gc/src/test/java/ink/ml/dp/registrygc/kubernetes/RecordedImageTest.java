package ink.ml.dp.registrygc.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads what the deploy worker writes, as the golden files of both forms have it. */
class RecordedImageTest {
  private static final Path FILES = Path.of("../shared-model/src/test/resources");

  @ParameterizedTest
  @ValueSource(strings = {"golden/ReleaseRecord.json", "stored/release-of-the-first-form.json"})
  void readsEachFormOfTheRecord(String file) throws IOException {
    RecordedImage image = RecordedImage.parse(Files.readString(FILES.resolve(file)));

    assertThat(image.image())
        .isEqualTo("registry:5000/dp-acme-shop/web:1f3c9d8e7b6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e");
    assertThat(image.digest())
        .isEqualTo("sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae");
  }

  @Test
  void whatIsNoRecordIsNotGuessedAt() {
    assertThatThrownBy(() -> RecordedImage.parse("{\"image\": \"a/b:c\"}"))
        .isInstanceOf(IOException.class);
  }
}
