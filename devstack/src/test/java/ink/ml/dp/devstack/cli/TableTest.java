package ink.ml.dp.devstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
  @Test
  void aColumnIsAsWideAsItsWidestText() {
    assertThat(
            new Table("NAME", "AGE", "URL")
                .row("web", "3h", "http://web.localhost:8080")
                .row("a-long-name", "-", "")
                .lines())
        .containsExactly(
            "NAME         AGE  URL",
            "web          3h   http://web.localhost:8080",
            "a-long-name  -");
  }

  @Test
  void aHeaderWithoutRowsIsNoTable() {
    assertThat(new Table("NAME").lines()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PT-3S, 0s", // a clock that was set back
    "PT0S, 0s",
    "PT1M59S, 119s",
    "PT2M, 2m",
    "PT1H59M59S, 119m",
    "PT2H, 2h",
    "PT47H59M, 47h",
    "PT48H, 2d"
  })
  void anAgeHasOneUnit(Duration age, String text) {
    assertThat(Table.age(age)).isEqualTo(text);
  }
}
