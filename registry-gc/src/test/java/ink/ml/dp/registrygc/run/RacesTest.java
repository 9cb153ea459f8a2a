package ink.ml.dp.registrygc.run;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.disk.Disk;
import ink.ml.dp.registrygc.guard.RegistryAccess;
import ink.ml.dp.registrygc.metrics.Outcome;
import ink.ml.dp.registrygc.store.StoreLayout;
import ink.ml.dp.registrygc.sweep.Restored;
import ink.ml.dp.registrygc.testing.DiskPuller;
import ink.ml.dp.registrygc.testing.HookedDisk;
import ink.ml.dp.registrygc.testing.MemoryDirectories;
import ink.ml.dp.registrygc.testing.RandomStore;
import ink.ml.dp.registrygc.testing.Retentions;
import ink.ml.dp.registrygc.testing.Rig;
import ink.ml.dp.registrygc.testing.StoreWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each race of the documents' table, with its event at the worst moment. */
class RacesTest {
  private static final String WEB = "dp-a-b/web";
  private static final Instant NOW = RandomStore.NOW;

  @TempDir(factory = MemoryDirectories.class)
  Path root;

  private StoreWriter writer;
  private final List<String> images = new ArrayList<>();
  private final List<String> configs = new ArrayList<>();
  private final List<String> layers = new ArrayList<>();
  private Rig rig;
  private DiskPuller puller;

  @BeforeEach
  void fourImagesOfWhichTwoGo() {
    writer = new StoreWriter(root);
    puller = new DiskPuller(root);
    for (int i = 0; i < 4; i++) {
      Instant at = NOW.minus(Duration.ofDays(10 - i));
      layers.add(writer.blob("layer " + i, at));
      configs.add(writer.blob("{\"image\":" + i + "}", at));
      images.add(writer.image(WEB, configs.get(i), List.of(layers.get(i)), Optional.empty(), at));
      writer.tag(WEB, "t" + i, images.get(i), at);
    }
    rig =
        new Rig(
            writer.layout(),
            Retentions.cluster(List.of(WEB), List.of()),
            Retentions.keep(2, Duration.ofHours(1)));
    rig.sweep =
        new SweepSettings(
            Duration.ofSeconds(1),
            List.of(Duration.ZERO, Duration.ofSeconds(2)),
            Duration.ofHours(20),
            Duration.ofHours(24),
            0,
            0,
            0);
  }

  @Test
  void aManifestThatWasCheckedBeforeItsLinksWentGetsThemBack() {
    whileSettling(
        () -> {
          writer.revision(WEB, images.get(0), NOW);
          writer.tag(WEB, "again", images.get(0), NOW);
        });
    assertThat(puller.pulls(WEB, "again")).isTrue();
    assertThat(puller.pulls(WEB, images.get(1))).isFalse();
  }

  @Test
  void aLinkToABlobThatIsBeingCondemnedKeepsIt() {
    whileSettling(() -> writer.layer(WEB, layers.get(0), NOW));
    assertThat(writer.blobFile(layers.get(0))).exists();
    assertThat(writer.blobFile(layers.get(1))).doesNotExist();
  }

  @Test
  void aLinkToABlobThatIsInTheTrashBringsItBack() {
    rig.meanwhile = () -> writer.layer(WEB, layers.get(0), NOW);
    RunReport report = rig.run(true);
    assertThat(report.figures().outcome()).isEqualTo(Outcome.SUCCESS);
    assertThat(report.figures().restoredObjects()).isPositive();
    assertThat(writer.blobFile(layers.get(0))).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tags/t0", "revisions", "_layers"})
  void whatIsPushedAgainJustBeforeItsRenameStays(String moved) {
    HookedDisk disk =
        new HookedDisk(
            path -> path.toString().contains(moved),
            () -> {
              writer.layer(WEB, layers.get(0), NOW);
              writer.layer(WEB, configs.get(0), NOW);
              if (!moved.equals("_layers")) {
                writer.revision(WEB, images.get(0), NOW);
                writer.tag(WEB, "t0", images.get(0), NOW);
              }
            });
    rig.disk = disk;
    RunReport report = rig.run(true);
    assertThat(report.figures().outcome()).as(report.problem()).isEqualTo(Outcome.SUCCESS);
    assertThat(disk.isDone()).isTrue();
    assertThat(writer.layout().layer(WEB, digest(layers.get(0)))).exists();
    assertThat(writer.blobFile(layers.get(0))).exists();
    if (!moved.equals("_layers")) {
      assertThat(puller.pulls(WEB, "t0")).isTrue();
    }
  }

  @Test
  void theNewerVersionOfATagStaysWhenTheRunIsUndone() {
    RunReport report = rig.run(false);
    writer.tag(WEB, "t0", images.get(3), NOW);
    Restored restored = rig.restore(report.run());
    assertThat(restored.missing()).isEmpty();
    assertThat(writer.layout().tagLink(WEB, "t0")).hasContent(images.get(3));
    assertThat(puller.pulls(WEB, "t1")).isTrue();
  }

  @Test
  void childrenThatArePushedBeforeTheirIndexStay() {
    Instant lately = NOW.minus(Duration.ofMinutes(30));
    String layer = writer.blob("a child's", lately);
    String config = writer.blob("{\"child\":1}", lately);
    String child = writer.image(WEB, config, List.of(layer), Optional.empty(), lately);
    assertThat(rig.run(true).figures().outcome()).isEqualTo(Outcome.SUCCESS);
    assertThat(puller.pulls(WEB, child)).isTrue();
  }

  @Test
  void whatARestoredImageNeedsComesBackFromALaterRunsTrash() {
    String shared = writer.blob("shared", NOW.minus(Duration.ofDays(20)));
    Instant at = NOW.minus(Duration.ofDays(12));
    String first = image("first", shared, at);
    String second = image("second", shared, at.plusSeconds(7200));
    RunReport one = rig.run(false);
    assertThat(puller.pulls(WEB, second)).isFalse();
    rig.restore(one.run());
    rig.retention = Retentions.keep(5, Duration.ofHours(1));
    String before = rig.run(false).run(); // takes the first, which alone is the oldest
    assertThat(puller.pulls(WEB, first)).isFalse();
    assertThat(puller.pulls(WEB, second)).isTrue();
    rig.retention = Retentions.keep(2, Duration.ofHours(1));
    rig.now = NOW.plusSeconds(5);
    rig.run(false); // takes the second and the layer that they share
    assertThat(rig.restore(before).missing()).isEmpty();
    assertThat(puller.pulls(WEB, first)).isTrue();
  }

  @Test
  void aRestorationSaysWhatIsMissing() throws IOException {
    RunReport report = rig.run(false);
    Path objects = root.resolve(".gc/trash/" + report.run() + "/objects/blobs");
    String hex = layers.get(0).substring(7);
    Files.delete(objects.resolve(hex.substring(0, 2) + "/" + hex));
    assertThat(rig.restore(report.run()).missing())
        .containsExactly(WEB + "@" + images.get(0) + " lacks " + layers.get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"verified yesterday 7", "verified 2026-11-24T04:00:00Z", "\u00ff", ""})
  void aRunOfWhichNobodyCanSayHowFarItCameIsPutBack(String progress) throws IOException {
    RunReport report = rig.run(false);
    Path file = root.resolve(".gc/trash/" + report.run() + "/progress");
    assertThat(Files.readString(file)).startsWith("verified " + NOW + " ");
    Files.write(file, progress.getBytes(StandardCharsets.ISO_8859_1));
    rig.retention = Retentions.keep(4, Duration.ofHours(1));
    assertThat(rig.run(true).figures().outcome()).isEqualTo(Outcome.SUCCESS);
    for (int i = 0; i < 4; i++) {
      assertThat(puller.pulls(WEB, "t" + i)).isTrue();
    }
  }

  @Test
  void aTagThatSomebodyDeletesMeanwhileIsNotBroken() throws IOException {
    Path tag = writer.layout().tag(WEB, "t3");
    whileSettling(
        () -> {
          try (var files = Files.walk(tag)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
              Files.delete(path);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    assertThat(rig.figures.getLast().brokenReferences()).isZero();
  }

  private String image(String name, String layer, Instant at) {
    String config = writer.blob("{\"name\":\"" + name + "\"}", at);
    String image = writer.image(WEB, config, List.of(layer), Optional.empty(), at);
    writer.tag(WEB, name, image, at);
    return image;
  }

  private void whileSettling(Runnable event) {
    rig.registry =
        new RegistryAccess() {
          @Override
          public void prove(StoreLayout layout, Disk disk) {}

          @Override
          public void settle(Duration limit) {
            event.run();
          }

          @Override
          public boolean serves(String repository, String reference) {
            return true;
          }
        };
    RunReport report = rig.run(true);
    assertThat(report.figures().outcome()).as(report.problem()).isEqualTo(Outcome.SUCCESS);
  }

  private static Digest digest(String text) {
    return Digest.parse(text).orElseThrow();
  }
}
