package ink.ml.dp.builder.image;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.buildkit.BuildFailedException;
import ink.ml.dp.buildkit.BuildFailure;
import ink.ml.dp.buildkit.BuildKitClient;
import ink.ml.dp.buildkit.BuildListener;
import ink.ml.dp.buildkit.BuildRequest;
import ink.ml.dp.buildkit.BuildResult;
import ink.ml.dp.buildkit.CancellationSignal;
import ink.ml.dp.buildkit.DaemonInfo;
import ink.ml.dp.buildkit.LocalSource;
import ink.ml.dp.buildkit.ResolvedImage;
import ink.ml.dp.model.activity.BaseImage;
import ink.ml.dp.model.name.Project;
import ink.ml.dp.model.name.RegistryHost;
import ink.ml.dp.model.name.RequestId;
import ink.ml.dp.model.name.Sequence;
import ink.ml.dp.model.name.ServiceId;
import ink.ml.dp.model.name.ServiceName;
import ink.ml.dp.model.name.Tenant;
import ink.ml.dp.model.request.RequestScope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BaseImagesTest {
  private static final String THEN = "sha256:" + "0".repeat(64);
  private static final String NOW = "sha256:" + "1".repeat(64);
  private static final BaseImage LATE = new BaseImage("docker.io/library/late:1", THEN);
  private static final BaseImage BROKEN = new BaseImage("docker.io/library/broken:1", THEN);
  private static final BaseImage MOVED = new BaseImage("docker.io/library/moved:1", THEN);

  @Test
  void whatIsKnownOfOneIsNotHiddenByAnother() {
    assertThat(moved(LATE, BROKEN, MOVED)).contains(MOVED);
  }

  @Test
  void whatIsNotKnownIsTakenForUnmoved() {
    assertThat(moved(LATE, BROKEN)).isEmpty();
  }

  private static Optional<BaseImage> moved(BaseImage... bases) {
    RequestScope service =
        new RequestScope(
            new RequestId("8f14e45f-ceea-467f-a8c1-2f0d5a3b9c11"),
            new Sequence(1),
            new ServiceId("7c9e6679-7425-40de-944b-e07fc1f90ae7"),
            new Tenant("acme"),
            new Project("default"),
            new ServiceName("web"),
            0);
    return new BaseImages(new Builder(), ServiceIsolation.of(new RegistryHost("registry:5000")))
        .moved(service, List.of(bases));
  }

  /** Answers as the names of the bases say. */
  private static final class Builder implements BuildKitClient {
    @Override
    public BuildResult solve(
        BuildRequest request, BuildListener listener, CancellationSignal cancel) {
      LocalSource.Files context =
          (LocalSource.Files) Objects.requireNonNull(request.locals().get("dockerfile"));
      String name =
          new String(
                  Objects.requireNonNull(context.files().get("Dockerfile")), StandardCharsets.UTF_8)
              .strip()
              .substring("FROM ".length());
      if (name.equals(LATE.name())) {
        CountDownLatch cancelled = new CountDownLatch(1);
        cancel.onCancel(cancelled::countDown);
        try {
          cancelled.await();
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
        }
        throw new BuildFailedException(new BuildFailure.Cancelled());
      } else if (name.equals(BROKEN.name())) {
        throw new IllegalStateException("broken");
      }
      return new BuildResult(
          Optional.empty(), Optional.empty(), 0, 0, List.of(new ResolvedImage(name, NOW)));
    }

    @Override
    public void exportCache(BuildRequest request, CancellationSignal cancel) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<DaemonInfo> check() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
