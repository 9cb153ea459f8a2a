package ink.ml.dp.model.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServiceRequestBuilderTest {
  private static final RuntimeSettings SETTINGS =
      RuntimeSettings.builder()
          .port(1)
          .cpu("cpu")
          .memory("memory")
          .healthPath("/health")
          .startTimeout(2)
          .protocol("h2c")
          .expose("internal")
          .build();

  @Test
  void settingsKeepEveryFieldOfEarlierOnes() {
    assertThat(SETTINGS).hasNoNullFieldsOrProperties();
    assertThat(SETTINGS.but().build()).isEqualTo(SETTINGS);
  }

  @Test
  void keepsEveryFieldOfAnEarlierRequest() throws ReflectiveOperationException {
    RecordComponent[] fields = ServiceRequest.class.getRecordComponents();
    Object[] values =
        Arrays.stream(fields)
            .map(
                field ->
                    switch (field.getType().getSimpleName()) {
                      case "Long" -> 7L;
                      case "Boolean" -> true;
                      case "RuntimeSettings" -> SETTINGS;
                      default -> "the " + field.getName();
                    })
            .toArray();
    ServiceRequest whole =
        (ServiceRequest) ServiceRequest.class.getDeclaredConstructors()[0].newInstance(values);

    assertThat(ServiceRequestBuilder.from(whole).build()).isEqualTo(whole);
  }

  @Test
  void putsEveryValueIntoItsField() {
    ServiceRequest request =
        new ServiceRequestBuilder()
            .request("id", Operation.REDEPLOY, 3)
            .service("svc", "tenant", "project", "name")
            .repository(GitHost.GITHUB, "owner/name")
            .installationId(1L)
            .ref("ref")
            .commitSha("sha")
            .buildPack("static")
            .rootDirectory("root")
            .dockerfilePath("file")
            .publishDirectory("publish")
            .dockerfileTarget("stage")
            .spa(true)
            .force(false)
            .settings(SETTINGS)
            .targetRelease("r1")
            .build();

    assertThat(
            List.of(
                String.valueOf(request.requestId()),
                String.valueOf(request.operation()),
                String.valueOf(request.sequence()),
                String.valueOf(request.serviceId()),
                String.valueOf(request.tenant()),
                String.valueOf(request.project()),
                String.valueOf(request.name()),
                String.valueOf(request.gitHost()),
                String.valueOf(request.repo()),
                String.valueOf(request.installationId()),
                String.valueOf(request.ref()),
                String.valueOf(request.commitSha()),
                String.valueOf(request.buildPack()),
                String.valueOf(request.rootDirectory()),
                String.valueOf(request.dockerfilePath()),
                String.valueOf(request.publishDirectory()),
                String.valueOf(request.dockerfileTarget()),
                String.valueOf(request.spa()),
                String.valueOf(request.force()),
                String.valueOf(request.settings().port()),
                String.valueOf(request.settings().cpu()),
                String.valueOf(request.settings().memory()),
                String.valueOf(request.settings().healthPath()),
                String.valueOf(request.targetRelease())))
        .containsExactly(
            "id",
            "redeploy",
            "3",
            "svc",
            "tenant",
            "project",
            "name",
            "github",
            "owner/name",
            "1",
            "ref",
            "sha",
            "static",
            "root",
            "file",
            "publish",
            "stage",
            "true",
            "false",
            "1",
            "cpu",
            "memory",
            "/health",
            "r1");
  }
}
