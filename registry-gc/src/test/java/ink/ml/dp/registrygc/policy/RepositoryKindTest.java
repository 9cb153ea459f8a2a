package ink.ml.dp.registrygc.policy;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.registrygc.roots.ServiceRef;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Takes the paths that the contract's golden file has for what they are. */
class RepositoryKindTest {
  @ParameterizedTest
  @CsvFileSource(
      files = "../shared-model/src/test/resources/service-repositories.txt",
      delimiter = ' ')
  void knowsWhoseItIs(String content, String namespace, String service, String path) {
    assertThat(RepositoryKind.of(path))
        .isEqualTo(
            switch (content) {
              case "images" -> new RepositoryKind.ServiceImages(new ServiceRef(namespace, service));
              case "build-cache" ->
                  new RepositoryKind.BuildCache(new ServiceRef(namespace, service));
              default -> new RepositoryKind.Foreign();
            });
  }
}
