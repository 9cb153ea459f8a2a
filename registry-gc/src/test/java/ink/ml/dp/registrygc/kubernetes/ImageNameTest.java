package ink.ml.dp.registrygc.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNameTest {
  private static final String HEX = "0123456789abcdef".repeat(4);

  @ParameterizedTest
  @CsvSource({
    "registry.internal:5000/dp-a-b/web:v1, dp-a-b/web, v1",
    "10.0.1.10:5000/dp-a-b/web:v1, dp-a-b/web, v1",
    "registry.dp-system.svc.cluster.local:5000/dp-a-b/web:v1, dp-a-b/web, v1",
    "registry:5000/dp-a-b/web, dp-a-b/web, ",
    "localhost/dp-a-b/web, dp-a-b/web, ",
    "[fd00::1]:5000/dp-a-b/web:v1, dp-a-b/web, v1",
    "cache/dp-a-b/web:latest, cache/dp-a-b/web, latest",
    "debian, library/debian, ",
    "debian:12, library/debian, 12",
    "docker.io/library/debian:12, library/debian, 12",
    "docker-pullable://registry.internal:5000/dp-a-b/web:v1, dp-a-b/web, v1"
  })
  void leavesTheHostOut(String text, String repository, String tag) {
    assertThat(ImageName.parse(text))
        .contains(new ImageName(repository, Optional.ofNullable(tag), Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.internal:5000/dp-a-b/web@sha256:" + "x",
        "docker-pullable://10.0.1.10:5000/dp-a-b/web@sha256:x"
      })
  void readsTheDigest(String text) {
    assertThat(ImageName.parse(text.replace("sha256:x", "sha256:" + HEX)))
        .contains(new ImageName("dp-a-b/web", Optional.empty(), Optional.of("sha256:" + HEX)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"r.io/dp-a-b/web:v1@sha256:x"})
  void readsTagAndDigest(String text) {
    assertThat(ImageName.parse(text))
        .contains(new ImageName("dp-a-b/web", Optional.of("v1"), Optional.of("sha256:x")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "sha256:x", "docker://sha256:x", "x", "registry:5000/"})
  void isNoneWithoutARepository(String text) {
    assertThat(ImageName.parse(text.replaceFirst("x$", HEX))).isEmpty();
  }
}
