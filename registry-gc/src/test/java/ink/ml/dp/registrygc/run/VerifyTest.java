package ink.ml.dp.registrygc.run;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.registrygc.metrics.Outcome;
import ink.ml.dp.registrygc.roots.ImageUse;
import ink.ml.dp.registrygc.testing.DiskPuller;
import ink.ml.dp.registrygc.testing.MemoryDirectories;
import ink.ml.dp.registrygc.testing.RandomStore;
import ink.ml.dp.registrygc.testing.Retentions;
import ink.ml.dp.registrygc.testing.Rig;
import ink.ml.dp.registrygc.testing.StoreWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only what is to blame is called broken. */
class VerifyTest {
  private static final String WEB = "dp-a-b/web";
  private static final String GONE = "sha256:" + "e".repeat(64);

  @TempDir(factory = MemoryDirectories.class)
  Path root;

  private StoreWriter writer;
  private final List<String> images = new ArrayList<>();
  private Rig rig;

  @BeforeEach
  void fourImages() {
    writer = new StoreWriter(root);
    for (int i = 0; i < 4; i++) {
      Instant at = at(10 - i);
      String layer = writer.blob("layer " + i, at);
      String config = writer.blob("{\"image\":" + i + "}", at);
      images.add(writer.image(WEB, config, List.of(layer), Optional.empty(), at));
      writer.tag(WEB, "t" + i, images.get(i), at);
    }
    rig = rig(List.of());
  }

  @Test
  void whatARunBesideItTakesIsNotBroken() {
    besideARun();
    assertBroken(0);
  }

  @Test
  void whatIsReallyBrokenIsSaidBesideARunToo() throws IOException {
    Files.delete(writer.blobFile(writer.blob("layer 3", at(7))));
    besideARun();
    assertBroken(1);
  }

  @Test
  void aDigestSaysWhichImageItIsAndATagBesideItNothing() {
    rig =
        rig(
            List.of(
                new ImageUse(WEB, Optional.of("gone"), Optional.of(images.get(0)), "Pod first")));
    assertBroken(0);
    assertThat(rig.run(true).figures().brokenReferences()).isZero();
    assertThat(new DiskPuller(root).pulls(WEB, images.get(0))).isTrue();
  }

  @Test
  void whatMayBeAnotherRegistrysIsKeptAndNeverBroken() {
    rig =
        rig(
            List.of(
                new ImageUse(WEB, Optional.of("t0"), Optional.empty(), "Pod a", false),
                new ImageUse(WEB, Optional.of("not-here"), Optional.empty(), "Pod b", false),
                new ImageUse("dp-a-b/x", Optional.empty(), Optional.of(GONE), "Pod c", false)));
    assertBroken(0);
    assertThat(rig.run(true).figures().outcome()).isEqualTo(Outcome.SUCCESS);
    assertThat(new DiskPuller(root).pulls(WEB, "t0")).isTrue();
    assertThat(new DiskPuller(root).pulls(WEB, "t1")).isFalse();
  }

  @Test
  void aLayerThatOthersHaveIsNotBrokenAndDoesNotKeepItsRepository() {
    String config = writer.blob("{\"foreign\":1}", at(6));
    writer.layer(WEB, config, at(6));
    String type = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
    String image =
        writer.manifest(
            WEB,
            """
            {"schemaVersion":2,"config":{"digest":"%s","size":13},
             "layers":[{"mediaType":"%s","digest":"%s","size":7,"urls":["https://example.com/"]}]}
            """
                .formatted(config, type, GONE),
            List.of(config),
            null,
            at(6));
    writer.tag(WEB, "foreign", image, at(6));
    assertBroken(0);
    RunReport report = rig.run(true);
    assertThat(report.figures().conservativeRepositories()).isZero();
    assertThat(report.figures().brokenReferences()).isZero();
    assertThat(new DiskPuller(root).pulls(WEB, "t0")).isFalse();
    assertThat(writer.layout().tagLink(WEB, "foreign")).exists();
  }

  /** Lets a run take what goes between the first snapshot and the look at what it has. */
  private void besideARun() {
    Rig other = rig(List.of());
    AtomicBoolean ran = new AtomicBoolean();
    rig.roots =
        () -> {
          if (!ran.getAndSet(true)) {
            assertThat(other.run(true).trashedObjects()).isPositive();
          }
          return Retentions.cluster(List.of(WEB), List.of());
        };
  }

  private void assertBroken(int references) {
    assertThat(rig.verify().broken()).hasSize(references);
  }

  private Rig rig(List<ImageUse> uses) {
    return new Rig(
        writer.layout(),
        Retentions.cluster(List.of(WEB), uses),
        Retentions.keep(2, Duration.ofHours(1)));
  }

  private static Instant at(int daysAgo) {
    return RandomStore.NOW.minus(Duration.ofDays(daysAgo));
  }
}
