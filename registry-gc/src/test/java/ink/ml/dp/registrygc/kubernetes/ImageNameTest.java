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
    assertThat(withoutHost(text))
        .contains(name(repository, Optional.ofNullable(tag), Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.internal:5000/dp-a-b/web@sha256:" + "x",
        "docker-pullable://10.0.1.10:5000/dp-a-b/web@sha256:x"
      })
  void readsTheDigest(String text) {
    assertThat(withoutHost(text.replace("sha256:x", "sha256:" + HEX)))
        .contains(name("dp-a-b/web", Optional.empty(), Optional.of("sha256:" + HEX)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"r.io/dp-a-b/web:v1@sha256:x"})
  void readsTagAndDigest(String text) {
    assertThat(withoutHost(text))
        .contains(name("dp-a-b/web", Optional.of("v1"), Optional.of("sha256:x")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "sha256:x", "docker://sha256:x", "x", "registry:5000/"})
  void isNoneWithoutARepository(String text) {
    assertThat(ImageName.parse(text.replaceFirst("x$", HEX))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DP-A-B/web:v1", "dp-a-b/w\u0000b", "dp-a-b/\u00e9", "dp-a-b//web", "@x"})
  void isNoneWithARepositoryThatNoRegistryHas(String text) {
    assertThat(ImageName.parse(text)).isEmpty();
    assertThat(ImageName.parse("dp-a-b/" + "w".repeat(300))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dp-a-b/web@bar", "dp-a-b/web:\u00e9", "r.io/dp-a-b/web@sha512:00"})
  void isNotWholeWithATagOrDigestThatNoRegistryHas(String text) {
    assertThat(ImageName.parse(text)).hasValueSatisfying(n -> assertThat(n.isWhole()).isFalse());
  }

  private static Optional<ImageName> withoutHost(String text) {
    return ImageName.parse(text).map(n -> name(n.repository(), n.tag(), n.digest()));
  }

  private static ImageName name(String repository, Optional<String> tag, Optional<String> digest) {
    return new ImageName("", repository, tag, digest);
  }
}
