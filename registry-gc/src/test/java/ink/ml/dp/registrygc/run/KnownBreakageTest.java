package ink.ml.dp.registrygc.run;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.registrygc.metrics.Outcome;
import ink.ml.dp.registrygc.metrics.RunFigures;
import ink.ml.dp.registrygc.roots.ClusterState;
import ink.ml.dp.registrygc.roots.ImageUse;
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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often somebody is told of what is broken. */
class KnownBreakageTest {
  private static final String REPOSITORY = "dp-a-b/web";
  private static final String ELSEWHERE = "sha256:" + "e".repeat(64);
  private static final Instant PUSHED = RandomStore.NOW.minus(Duration.ofDays(9));

  @TempDir(factory = MemoryDirectories.class)
  Path root;

  private StoreWriter writer;
  private Rig rig;
  private String layer;
  private String image;

  @BeforeEach
  void anImage() {
    writer = new StoreWriter(root);
    layer = writer.blob("layer", PUSHED);
    String config = writer.blob("{}", PUSHED);
    image = writer.image(REPOSITORY, config, List.of(layer), Optional.empty(), PUSHED);
    writer.tag(REPOSITORY, "t1", image, PUSHED);
    rig = new Rig(writer.layout(), cluster(List.of()), Retentions.keep(2, Duration.ofHours(24)));
  }

  @Test
  void anIndexThatWasPushedWithoutAChildIsSaidOnceAndStays() {
    String index = writer.index(REPOSITORY, List.of(image, ELSEWHERE), PUSHED);
    writer.tag(REPOSITORY, "t2", index, PUSHED.plusSeconds(1000));
    rig.roots = () -> cluster(List.of(use(index)));

    RunReport first = rig.run(true);
    assertThat(first.figures().brokenReferences()).isPositive();
    assertThat(first.alerts()).anyMatch(a -> a.contains(index) && a.contains(ELSEWHERE));

    RunFigures second = rig.run(true).figures();
    assertThat(second.brokenReferences()).isZero();
    assertThat(second.knownBrokenReferences()).isEqualTo(first.figures().brokenReferences());
    assertThat(writer.blobFile(index)).exists();
    assertThat(rig.verify().broken()).as("whoever asks is told").isNotEmpty();
  }

  @Test
  void whatIsInUseIsSaidUntilItIsRepaired() throws IOException {
    rig.roots = () -> cluster(List.of(use(image)));
    Files.delete(writer.blobFile(layer));
    for (int night = 0; night < 3; night++) {
      assertThat(rig.run(true).figures().brokenReferences()).isPositive();
    }
    writer.blob("layer", PUSHED);
    assertThat(rig.run(true).figures().brokenReferences()).isZero();
  }

  @Test
  void whatIsBrokenAgainIsSaidAgain() throws IOException {
    for (int time = 0; time < 2; time++) {
      Files.delete(writer.blobFile(layer));
      assertThat(rig.run(true).figures().brokenReferences()).isPositive();
      assertThat(rig.run(true).figures().brokenReferences()).isZero();
      writer.blob("layer", PUSHED);
      RunFigures repaired = rig.run(true).figures();
      assertThat(repaired.outcome()).isEqualTo(Outcome.SUCCESS);
      assertThat(repaired.knownBrokenReferences()).isZero();
    }
  }

  private static ImageUse use(String digest) {
    return new ImageUse(REPOSITORY, Optional.empty(), Optional.of(digest), "Pod x");
  }

  private static ClusterState cluster(List<ImageUse> uses) {
    return Retentions.cluster(List.of(REPOSITORY), uses);
  }
}
