package ink.ml.dp.model.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.model.name.CpuQuantity;
import ink.ml.dp.model.name.GitRef;
import ink.ml.dp.model.name.MemoryQuantity;
import ink.ml.dp.model.name.Port;
import ink.ml.dp.model.name.Project;
import ink.ml.dp.model.name.RelativePath;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServiceSpecTest {
  @Test
  void whatIsMissingHasItsDefault() {
    ServiceSpec spec = ServiceSpec.parse(request("create", "gitea", null));
    assertThat(spec.identity().project()).isEqualTo(new Project("default"));
    assertThat(spec.identity().namespace()).hasToString("dp-acme-default");
    assertThat(spec.source().orElseThrow().ref()).isEqualTo(GitRef.HEAD);
    assertThat(spec.build())
        .isEqualTo(
            new BuildSpec(
                BuildPack.RAILPACK,
                RelativePath.ROOT,
                BuildSpec.DEFAULT_DOCKERFILE,
                RelativePath.ROOT,
                Optional.empty(),
                false));
    assertThat(spec.force()).isFalse();
    assertThat(spec.runtime().port()).isEqualTo(Port.DEFAULT);
    assertThat(spec.runtime().cpu()).isEqualTo(CpuQuantity.DEFAULT);
    assertThat(spec.runtime().memory()).isEqualTo(MemoryQuantity.DEFAULT);
    assertThat(spec.runtime().healthPath()).isEmpty();
  }

  @Test
  void deleteRestartAndRollbackNeedNoSource() {
    assertThat(ServiceSpec.parse(request("restart", null, null)).source()).isEmpty();
    assertThat(ServiceSpec.parse(request("delete", null, null)).source()).isEmpty();
    assertThat(ServiceSpec.parse(request("rollback", null, null)).source()).isEmpty();
  }

  @Test
  void aGitHubRepositoryNeedsItsInstallation() {
    assertThatThrownBy(() -> ServiceSpec.parse(request("create", "github", null)))
        .hasMessage("tried to read the request but failed because installation_id is missing");
    assertThatThrownBy(() -> ServiceSpec.parse(request("create", "github", 0L)))
        .hasMessage(
            "tried to read the request but failed because installation_id must be 1 or more");
    assertThat(ServiceSpec.parse(request("create", "github", 1L)).source().orElseThrow().host())
        .isEqualTo(GitHost.GITHUB);
  }

  private static ServiceRequest request(
      String operation, @Nullable String gitHost, @Nullable Long installation) {
    return new ServiceRequest(
        "r",
        operation,
        1L,
        "s",
        "acme",
        null,
        "web",
        gitHost,
        "a/b",
        installation,
        null,
        null,
        null,
        null,
        " ",
        null,
        null,
        null,
        null,
        RuntimeSettings.DEFAULT,
        null);
  }
}
