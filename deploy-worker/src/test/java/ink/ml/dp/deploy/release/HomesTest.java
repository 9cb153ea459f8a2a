package ink.ml.dp.deploy.release;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.runtime.registry.ImageConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose process is given a home. */
final class HomesTest {
  @ParameterizedTest
  @CsvSource({
    "'',true", // Nobody said, so that it was made for root.
    "root,true",
    "0,true",
    "101,true", // Of whom user 1000 has nothing.
    "1000,false",
    "1000:1000,false",
    "node,false" // Who may be user 1000, and then has one.
  })
  void thatWhoseImageHasNoneForIt(String user, boolean given) {
    assertThat(Homes.in(new ImageConfig(user, List.of(), List.of())).isPresent()).isEqualTo(given);
  }

  @Test
  void unlessTheImageSaysWhereItIs() {
    assertThat(Homes.in(image("HOME=/srv"))).isEmpty();
    assertThat(Homes.in(image("HOME=/root"))).contains("/run/home");
  }

  private static ImageConfig image(String variable) {
    return new ImageConfig("", List.of(variable), List.of());
  }
}
