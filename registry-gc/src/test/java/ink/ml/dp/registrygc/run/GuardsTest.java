package ink.ml.dp.registrygc.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.model.failure.Action;
import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.guard.GuardException;
import ink.ml.dp.registrygc.guard.RegistryAccess;
import ink.ml.dp.registrygc.guard.Space;
import ink.ml.dp.registrygc.guard.StoreLock;
import ink.ml.dp.registrygc.metrics.Outcome;
import ink.ml.dp.registrygc.policy.CountMode;
import ink.ml.dp.registrygc.policy.RetentionSettings;
import ink.ml.dp.registrygc.roots.ClusterState;
import ink.ml.dp.registrygc.roots.ImageUse;
import ink.ml.dp.registrygc.roots.RootsUnavailableException;
import ink.ml.dp.registrygc.roots.ServiceRef;
import ink.ml.dp.registrygc.store.StoreLayout;
import ink.ml.dp.registrygc.testing.MemoryDirectories;
import ink.ml.dp.registrygc.testing.RandomStore;
import ink.ml.dp.registrygc.testing.Rig;
import ink.ml.dp.registrygc.testing.StoreWriter;
import ink.ml.dp.registrygc.testing.Tree;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When nothing may be changed, and when everything must come back. */
class GuardsTest {
  private static final String REPOSITORY = "dp-a-b/web";
  private static final Instant NOW = RandomStore.NOW;

  @TempDir(factory = MemoryDirectories.class)
  Path root;

  private StoreWriter writer;
  private final List<String> images = new ArrayList<>();
  private Rig rig;
  private Map<String, String> before;

  @BeforeEach
  void fourImagesOfOneService() {
    writer = new StoreWriter(root);
    for (int i = 0; i < 4; i++) {
      Instant at = NOW.minus(Duration.ofDays(10 - i));
      String layer = writer.blob("layer " + i, at);
      String config = writer.blob("{\"image\":" + i + "}", at);
      String image = writer.image(REPOSITORY, config, List.of(layer), Optional.empty(), at);
      writer.tag(REPOSITORY, "t" + i, image, at);
      images.add(image);
    }
    rig = new Rig(writer.layout(), cluster(List.of()), settings(1));
    before = Tree.of(root);
  }

  @Test
  void anotherRunHoldsTheLock() {
    try (StoreLock lock = StoreLock.take(writer.layout())) {
      refuses("another run has it");
    }
  }

  @Test
  void theVolumeIsNotARegistrys() {
    Rig wrong =
        new Rig(new StoreLayout(root.resolve("elsewhere")), cluster(List.of()), settings(1));
    RunReport report = wrong.run(true);
    assertThat(report.figures().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(report.problem()).contains("is this the right volume?");
  }

  @Test
  void theFileSystemMakesNoHardLinks() {
    Disk real = rig.disk;
    rig.disk =
        (Disk)
            Proxy.newProxyInstance(
                Disk.class.getClassLoader(),
                new Class<?>[] {Disk.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("link")) {
                    throw new FileSystemException("x", null, "Operation not permitted");
                  }
                  return method.invoke(real, arguments);
                });
    refuses("its file system makes no hard links");
  }

  @Test
  void theRegistryDoesNotProve() {
    rig.registry =
        new RegistryStub() {
          @Override
          public void prove(StoreLayout layout, Disk disk) {
            throw new GuardException(new Action("prove"), "its cache is on");
          }
        };
    refuses("its cache is on");
  }

  @Test
  void theRootsCannotBeRead() {
    rig.roots =
        () -> {
          throw new RootsUnavailableException(new Action("list the pods"), "the answer was 403");
        };
    refuses("403");
  }

  @Test
  void aUseNamesADigestThatNobodyUnderstands() {
    ClusterState odd =
        cluster(
            List.of(new ImageUse(REPOSITORY, Optional.empty(), Optional.of("sha512:00"), "Pod x")));
    rig.roots = () -> odd;
    refuses("is no SHA-256 digest");
  }

  @Test
  void theStoreIsAnotherClusters() {
    rig.run(false);
    before = Tree.of(root);
    rig.roots = () -> new ClusterState("another", List.of(), Set.of("dp-a-b"), Set.of());
    refuses("another");
  }

  @Test
  void imagesInUseFellByMoreThanHalf() {
    ClusterState many = cluster(uses(0, 1, 2, 3));
    rig.roots = () -> many;
    assertThat(rig.run(false).figures().outcome()).isEqualTo(Outcome.SUCCESS);
    ClusterState few = cluster(uses(3));
    rig.roots = () -> few;
    RunReport refused = rig.run(false, false);
    assertThat(refused.problem()).contains("fell from 4 to 1");
    assertThat(Tree.difference(before, Tree.of(root))).isEmpty();
    assertThat(rig.run(false, true).figures().outcome()).isEqualTo(Outcome.SUCCESS);
  }

  @Test
  void aLiveServiceWouldLoseItsLastTag() {
    rig.retention = settings(0);
    RunReport refused = rig.run(false, false);
    assertThat(refused.figures().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.problem()).contains("no tag of it would be left").contains("--force");
    assertThat(Tree.difference(before, Tree.of(root))).isEmpty();
  }

  @Test
  void rootsThatVanishInTheMiddleBringEverythingBack() {
    AtomicInteger reads = new AtomicInteger();
    rig.roots =
        () -> {
          if (reads.incrementAndGet() > 3) {
            throw new RootsUnavailableException(
                new Action("list the pods"), "the API server went away");
          }
          return cluster(List.of());
        };
    RunReport report = rig.run(true);
    assertThat(report.figures().outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(report.problem()).contains("the API server went away");
    assertThat(Tree.difference(before, Tree.of(root))).isEmpty();
  }

  @Test
  void aRegistryThatNoLongerServesWhatIsInUseBringsEverythingBack() {
    ClusterState used = cluster(uses(3));
    rig.roots = () -> used;
    rig.registry =
        new RegistryStub() {
          @Override
          public boolean serves(String repository, String reference) {
            return false;
          }
        };
    RunReport report = rig.run(true);
    assertThat(report.figures().outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(Tree.difference(before, Tree.of(root))).isEmpty();
    assertThat(rig.figures.getLast().restoredObjects()).isPositive();
  }

  @Test
  void aDeploymentInTheMiddleBringsItsImageBack() {
    AtomicInteger reads = new AtomicInteger();
    rig.roots = () -> reads.incrementAndGet() <= 3 ? cluster(List.of()) : cluster(uses(0));
    RunReport report = rig.run(true);
    assertThat(report.figures().outcome()).isEqualTo(Outcome.SUCCESS);
    assertThat(rig.verify().broken()).isEmpty();
    assertThat(writer.blobFile(images.get(0))).exists();
    assertThat(writer.blobFile(images.get(1))).doesNotExist();
    assertThat(report.figures().restoredObjects()).isPositive();
  }

  @Test
  void anImageTrashedLastNightAndDeployedTodayComesBack() {
    assertThat(rig.run(false).figures().outcome()).isEqualTo(Outcome.SUCCESS);
    ClusterState used = cluster(uses(0));
    rig.roots = () -> used;
    rig.now = NOW.plus(Duration.ofDays(1));
    RunReport next = rig.run(false);
    assertThat(next.figures().outcome()).isEqualTo(Outcome.SUCCESS);
    assertThat(next.figures().restoredObjects()).isPositive();
    assertThat(next.figures().purgedBytes()).isPositive();
    assertThat(rig.verify().broken()).isEmpty();
    assertThat(writer.blobFile(images.get(1))).doesNotExist();
  }

  @Test
  void littleFreeSpacePurgesAtOnce() {
    rig.space = directory -> new Space.Room(9, 100);
    rig.sweep =
        new SweepSettings(
            Duration.ZERO, List.of(), Duration.ofHours(20), Duration.ofHours(24), 10, 0, 0);
    RunReport report = rig.run(false);
    assertThat(report.figures().purgedBytes()).isPositive();
    assertThat(report.figures().trashedBytes()).isZero();
    assertThat(root.resolve(".gc/trash")).isEmptyDirectory();
  }

  @Test
  void theBallastMakesRoom() throws IOException {
    rig.sweep =
        new SweepSettings(
            Duration.ZERO, List.of(), Duration.ofHours(20), Duration.ofHours(24), 0, 0, 4096);
    rig.run(false);
    assertThat(root.resolve(".gc/ballast")).hasSize(4096);
    rig.space = directory -> new Space.Room(0, 1 << 20);
    rig.run(false);
    assertThat(root.resolve(".gc/ballast")).doesNotExist();
  }

  @Test
  void emptyDirectoriesAndReposOfDeletedServicesGo() throws IOException {
    rig.roots = () -> new ClusterState("cluster", List.of(), Set.of(), Set.of());
    rig.sweep = new SweepSettings(Duration.ZERO, List.of(), Duration.ZERO, Duration.ZERO, 0, 0, 0);
    rig.now = Instant.now().plusSeconds(60);
    rig.retention = settings(1);
    RunReport first = rig.run(true);
    assertThat(first.figures().outcome()).isEqualTo(Outcome.SUCCESS);
    assertThat(writer.blobFile(images.get(3))).as("its grace has only begun").exists();
    rig.now = rig.now.plus(Duration.ofDays(8));
    rig.run(true);
    assertThat(Tree.of(root)).isEmpty();
    assertThat(root.resolve("docker/registry/v2/repositories")).isEmptyDirectory();
    assertThat(Files.exists(root.resolve("docker/registry/v2/blobs/sha256"))).isTrue();
  }

  private void refuses(String because) {
    RunReport report = rig.run(true);
    assertThat(report.figures().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(report.problem()).contains(because);
    assertThat(Tree.difference(before, Tree.of(root))).isEmpty();
    assertThat(rig.figures.getLast().outcome()).isEqualTo(Outcome.REFUSED);
  }

  @Test
  void nothingIsLeftToRestoreOfAnUnknownRun() {
    assertThatThrownBy(() -> rig.restore("20261124T040000Z-0000"))
        .isInstanceOf(GuardException.class)
        .hasMessageContaining("no run can be restored any more");
  }

  private List<ImageUse> uses(int... indexes) {
    List<ImageUse> uses = new ArrayList<>();
    for (int index : indexes) {
      uses.add(
          new ImageUse(
              REPOSITORY, Optional.empty(), Optional.of(images.get(index)), "Pod " + index));
    }
    return uses;
  }

  private static ClusterState cluster(List<ImageUse> uses) {
    return new ClusterState(
        "cluster", uses, Set.of("dp-a-b"), Set.of(new ServiceRef("dp-a-b", "web")));
  }

  private static RetentionSettings settings(int keep) {
    return new RetentionSettings(
        keep,
        CountMode.TAGS,
        Duration.ofHours(24),
        Duration.ofMinutes(15),
        Duration.ofDays(14),
        Duration.ofDays(7),
        Duration.ofHours(72),
        Duration.ofSeconds(60),
        4,
        List.of());
  }

  /** A registry that is fine in every way that a test does not say. */
  private abstract static class RegistryStub implements RegistryAccess {
    @Override
    public void prove(StoreLayout layout, Disk disk) {}

    @Override
    public void settle(Duration limit) {}

    @Override
    public boolean serves(String repository, String reference) {
      return true;
    }
  }
}
