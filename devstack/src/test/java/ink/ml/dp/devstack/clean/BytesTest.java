package ink.ml.dp.devstack.clean;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BytesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "41000, 41 kB",
    "1900000000, 1.9 GB",
    "173800000, 173.8 MB",
    "20000000000000000, 20000.0 TB"
  })
  void sizesAreShort(long bytes, String text) {
    assertThat(Bytes.text(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"173.8MB, 173800000", "1.32GB, 1320000000", "0B, 0", "8.192kB, 8192", "N/A, 0"})
  void dockersSizesAreRead(String text, long bytes) {
    assertThat(Bytes.parse(text)).isEqualTo(bytes);
  }
}
