package ink.ml.dp.registrygc.run;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.metrics.Outcome;
import ink.ml.dp.registrygc.policy.CountMode;
import ink.ml.dp.registrygc.policy.RetentionSettings;
import ink.ml.dp.registrygc.roots.ImageUse;
import ink.ml.dp.registrygc.testing.DiskPuller;
import ink.ml.dp.registrygc.testing.MemoryDirectories;
import ink.ml.dp.registrygc.testing.RandomStore;
import ink.ml.dp.registrygc.testing.Retentions;
import ink.ml.dp.registrygc.testing.Rig;
import ink.ml.dp.registrygc.testing.StoreWriter;
import ink.ml.dp.registrygc.testing.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** KnownBreakage says nothing of what was there, so that nothing goes because of it. */
class DamagedStoresTest {
  private static final String WEB = "dp-a-b/web";
  private static final String OTHER = "dp-a-b/other";

  @TempDir(factory = MemoryDirectories.class)
  Path directory;

  private Path root;
  private Path web;
  private StoreWriter writer;
  private final List<String> images = new ArrayList<>();
  private Rig rig;

  @BeforeEach
  void fourImagesOfOneServiceAndOneOfAnother() {
    root = directory.resolve("store");
    web = root.resolve("docker/registry/v2/repositories/" + WEB);
    writer = new StoreWriter(root);
    for (int i = 0; i < 4; i++) {
      images.add(push(WEB, "t" + i, 10 - i));
    }
    push(OTHER, "only", 5);
    rig = rig(List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_manifests",
        "_manifests/tags",
        "_manifests/revisions",
        "_manifests/revisions/sha256",
        "_manifests/tags/t3/current/link"
      })
  void whatIsMissingOrAFileIsNotTakenForEmpty(String what) throws IOException {
    move(web.resolve(what));
    keepsEverything();
    Files.createDirectories(web.resolve(what).getParent());
    Files.writeString(web.resolve(what), "rubbish");
    keepsEverything();
  }

  @Test
  void aKeptTagWhoseManifestIsNotLinkedKeepsItsRepository() throws IOException {
    Files.delete(writer.layout().revision(WEB, digest(3)));
    keepsEverything();
    assertThat(rig.plan().plan().alerts()).anyMatch(a -> a.contains("t3 points to a manifest"));
  }

  @Test
  void aManifestInUseThatIsNotLinkedKeepsItsRepository() throws IOException {
    Files.delete(writer.layout().revision(WEB, digest(0)));
    rig = rig(List.of(new ImageUse(WEB, Optional.empty(), Optional.of(images.get(0)), "Pod x")));
    keepsEverything();
  }

  @Test
  void aStoreInWhichMostOfWhatIsInUseIsMissingIsRefused() throws IOException {
    List<ImageUse> uses = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      uses.add(new ImageUse("dp-a-b/s" + i, Optional.of("t"), Optional.empty(), "Pod " + i));
    }
    rig = rig(uses);
    RunReport report = rig.run(true, false);
    assertThat(report.figures().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(report.problem()).contains("of 5 repositories that are in use, 5 are not in the");
  }

  @Test
  void aRepositoryThatIsALinkOutsideIsNotTouchedAndNoBlobGoes() throws IOException {
    Path outside = move(web);
    Files.createSymbolicLink(web, outside);
    Map<String, String> there = Tree.of(outside, outside);
    RunReport report = rig.run(true);
    assertThat(Tree.of(outside, outside)).isEqualTo(there);
    assertThat(new DiskPuller(root).pulls(WEB, "t0")).isTrue();
    assertThat(report.alerts()).anyMatch(a -> a.contains("no blob goes because"));
  }

  @Test
  void whatIsUsedUnderAnotherNameStays() throws IOException {
    Files.createSymbolicLink(web.resolveSibling("alias"), web);
    rig = rig(List.of(new ImageUse("dp-a-b/alias", Optional.of("t0"), Optional.empty(), "Pod x")));
    rig.run(true);
    assertThat(new DiskPuller(root).pulls("dp-a-b/alias", "t0")).isTrue();
    assertThat(rig.plan().plan().alerts()).anyMatch(a -> a.contains("is a symbolic link to it"));
  }

  @Test
  void aFileBehindALinkIsNotMoved() throws IOException {
    Path revision = web.resolve("_manifests/revisions/sha256/" + digest(0).hex());
    Path outside = move(revision);
    Files.createSymbolicLink(revision, outside);
    rig.run(true);
    assertThat(outside.resolve("link")).exists();
    assertThat(rig.audit).anyMatch(entry -> entry.rule().equals(Optional.of("symbolic-link")));
  }

  @Test
  void nothingOutsideIsRemovedWithATag() throws IOException {
    Path current = web.resolve("_manifests/tags/t0/current");
    Path outside = move(current);
    Files.createSymbolicLink(current, outside);
    rig.run(true);
    assertThat(outside.resolve("link")).exists();
  }

  @Test
  void aBlobWhoseDirectoryIsAFileDoesNotStopTheRun() throws IOException {
    Path blob = writer.blobFile(writer.blob("orphan", at(5))).resolveSibling(".").normalize();
    move(blob);
    Files.writeString(blob, "rubbish");
    assertThat(rig.run(true).figures().outcome()).isEqualTo(Outcome.SUCCESS);
    assertThat(blob).exists();
  }

  @Test
  void aLinkOfTheFutureKeepsItsRepositoryBusyForADayAndIsSaid() throws IOException {
    Path link = writer.layout().revision(WEB, digest(0));
    Files.setLastModifiedTime(link, FileTime.from(Instant.now().plus(Duration.ofDays(3000))));
    rig.retention = busy(Duration.ofMinutes(15));
    rig.now = Instant.now();
    RunReport today = rig.run(true);
    assertThat(new DiskPuller(root).pulls(WEB, "t1")).as("the disk saw it change today").isTrue();
    assertThat(today.alerts())
        .anyMatch(a -> a.contains("is dated in the future, which counts for nothing"));
    rig.now = rig.now.plus(Duration.ofDays(1));
    assertThat(rig.run(true).figures().outcome()).isEqualTo(Outcome.SUCCESS);
    assertThat(new DiskPuller(root).pulls(WEB, "t1")).isFalse();
    assertThat(new DiskPuller(root).pulls(WEB, "t3")).isTrue();
  }

  private static RetentionSettings busy(Duration window) {
    return new RetentionSettings(
        1,
        CountMode.TAGS,
        Duration.ofHours(1),
        window,
        Duration.ofDays(14),
        Duration.ZERO,
        Duration.ofHours(72),
        Duration.ZERO,
        4,
        List.of());
  }

  private void keepsEverything() {
    Map<String, String> before = Tree.of(root);
    RunReport report = rig.run(true);
    assertThat(report.figures().outcome()).as(report.problem()).isEqualTo(Outcome.SUCCESS);
    assertThat(Tree.difference(before, Tree.of(root))).isEmpty();
  }

  private Path move(Path path) throws IOException {
    Path aside = directory.resolve("aside");
    Files.move(path, aside);
    return aside;
  }

  private Digest digest(int image) {
    return Digest.parse(images.get(image)).orElseThrow();
  }

  private String push(String repository, String tag, int daysAgo) {
    Instant at = at(daysAgo);
    String layer = writer.blob("layer of " + repository + tag, at);
    String config = writer.blob("{\"image\":\"" + repository + tag + "\"}", at);
    String image = writer.image(repository, config, List.of(layer), Optional.empty(), at);
    writer.tag(repository, tag, image, at);
    return image;
  }

  private static Instant at(int daysAgo) {
    return RandomStore.NOW.minus(Duration.ofDays(daysAgo));
  }

  private Rig rig(List<ImageUse> uses) {
    return new Rig(
        writer.layout(),
        Retentions.cluster(List.of(WEB, OTHER), uses),
        Retentions.keep(1, Duration.ofHours(1)));
  }
}
