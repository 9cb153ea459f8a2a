package ink.ml.dp.builder.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ink.ml.dp.model.activity.ServiceKey;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.WorkspaceId;
import ink.ml.dp.model.request.RequestScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
  private static final RequestScope SERVICE =
      new ServiceKey("../request/1", 1, "svc-web", "acme", "default", "web").parse();

  @TempDir private Path disk;

  @Test
  void keepsItsIdentity() {
    assertThat(new Workspace(disk).id()).isEqualTo(new Workspace(disk).id());
  }

  @Test
  void hasOneIdentityHoweverManyOpenItAtOnce() {
    Set<WorkspaceId> seen = ConcurrentHashMap.newKeySet();
    IntStream.range(0, 16).parallel().forEach(_ -> seen.add(new Workspace(disk).id()));
    assertThat(seen).hasSize(1);
  }

  @Test
  void makesAnotherCheckoutEachTime() {
    Workspace workspace = new Workspace(disk);
    Checkout first = workspace.create(SERVICE, 1);
    Checkout second = workspace.create(SERVICE, 1);
    assertThat(first.id()).isNotEqualTo(second.id());
    assertThat(first.directory().getParent()).isEqualTo(disk.resolve("checkouts"));
  }

  @Test
  void removesOnceAndAgain() throws IOException {
    Workspace workspace = new Workspace(disk);
    Path outside = Files.writeString(disk.resolve("outside"), "stays");
    Checkout checkout = workspace.create(SERVICE, 1);
    Files.createSymbolicLink(checkout.directory().resolve("link"), outside);
    workspace.remove(checkout.id());
    workspace.remove(checkout.id());
    assertThat(checkout.directory()).doesNotExist();
    assertThat(outside).hasContent("stays");
  }

  @Test
  void removesWhatIsHeldOnlyOnceItIsLetGo() {
    Workspace workspace = new Workspace(disk);
    Checkout checkout = workspace.create(SERVICE, 1);
    Lease first = workspace.lease(checkout.id());
    Lease second = first.again();
    workspace.remove(checkout.id());
    first.close();
    first.close();
    assertThat(checkout.directory()).exists();
    second.close();
    assertThat(checkout.directory()).doesNotExist();
  }

  @Test
  void saysWhenACheckoutIsGone() {
    Workspace workspace = new Workspace(disk);
    Checkout checkout = workspace.create(SERVICE, 1);
    workspace.remove(checkout.id());
    DeployException gone =
        catchThrowableOfType(DeployException.class, () -> workspace.lease(checkout.id()));
    assertThat(gone.code()).isEqualTo(FailureCode.BUILD_NODE_LOST);
  }

  @Test
  void sweepsWhatNobodyCameBackFor() throws IOException {
    Workspace workspace = new Workspace(disk);
    Checkout old = workspace.create(SERVICE, 1);
    Checkout held = workspace.create(SERVICE, 1);
    Checkout fresh = workspace.create(SERVICE, 1);
    FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
    Files.setLastModifiedTime(old.directory(), yesterday);
    Files.setLastModifiedTime(held.directory(), yesterday);
    try (Lease _ = workspace.lease(held.id())) {
      Janitor janitor = new Janitor(workspace, Duration.ofHours(3), Clock.systemUTC());
      assertThat(janitor.sweep()).isEqualTo(1);
    }
    assertThat(old.directory()).doesNotExist();
    assertThat(held.directory()).exists();
    assertThat(fresh.directory()).exists();
  }
}
