package ink.ml.dp.builder.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageNamesTest {
  @ParameterizedTest
  @CsvSource({
    "caddy:2,docker.io/library/caddy:2",
    "acme/caddy,docker.io/acme/caddy",
    "registry:5000/caddy:2,registry:5000/caddy:2",
    "ghcr.io/acme/caddy:2,ghcr.io/acme/caddy:2"
  })
  void spellsImagesOut(String name, String whole) {
    assertThat(ImageNames.normalized(name)).isEqualTo(whole);
  }
}
