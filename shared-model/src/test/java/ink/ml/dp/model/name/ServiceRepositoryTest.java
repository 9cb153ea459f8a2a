package ink.ml.dp.model.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The paths as the registry has them: a line may be added, and none may change. */
class ServiceRepositoryTest {
  private static final RegistryHost REGISTRY = new RegistryHost("registry:5000");

  @ParameterizedTest
  @CsvFileSource(files = "src/test/resources/service-repositories.txt", delimiter = ' ')
  void isSpeltAndReadAsItAlwaysWas(String content, String namespace, String service, String path) {
    if (content.equals("nobody")) {
      assertThat(ServiceRepository.parse(path)).isEmpty();
      return;
    }
    ServiceRepository repository = ServiceRepository.parse(path).orElseThrow();
    assertThat(repository.content().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .isEqualTo(content);
    assertThat(repository.namespace()).isEqualTo(namespace);
    assertThat(repository.service()).isEqualTo(service);
    assertThat(repository.path()).isEqualTo(path);
    assertThat(pushedTo(content, new NamespaceName(namespace), new ServiceName(service)))
        .isEqualTo(path);
  }

  private static String pushedTo(String content, NamespaceName namespace, ServiceName service) {
    return content.equals("images")
        ? ImageRepository.of(REGISTRY, namespace, service).path()
        : ImageRepository.cacheOf(REGISTRY, namespace, service).path();
  }
}
