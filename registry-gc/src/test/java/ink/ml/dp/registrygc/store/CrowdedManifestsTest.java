package ink.ml.dp.registrygc.store;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.registrygc.testing.MemoryDirectories;
import ink.ml.dp.registrygc.testing.StoreWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Manifests as large as the registry takes, which name digests that were made up. {@code
 * -Dgc.crowded} is how many; without a limit the heap of a test (512 MiB) is full at 150.
 */
class CrowdedManifestsTest {
  private static final int COUNT = Integer.getInteger("gc.crowded", 14);

  /** Nearly 4 MiB. */
  private static final int REFERENCES = 40_000;

  private static final HexFormat HEX = HexFormat.of();
  private static final Instant AT = Instant.parse("2026-11-24T04:00:00Z").minus(Duration.ofDays(9));

  @TempDir(factory = MemoryDirectories.class)
  Path root;

  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void theirRepositoryStaysWholeAndOthersAreReadAsEver() {
    StoreWriter writer = new StoreWriter(root);
    String config = writer.blob("{}", AT);
    String image = writer.image("dp-a-b/web", config, List.of(), Optional.empty(), AT);
    writer.tag("dp-a-b/web", "t", image, AT);
    for (int i = 0; i < COUNT; i++) {
      String crowded = writer.manifest("dp-a-evil/web", crowded(), List.of(), null, AT);
      writer.tag("dp-a-evil/web", "t" + i, crowded, AT);
    }
    try (Workers workers = new Workers(4)) {
      Snapshot snapshot = new StoreScanner(writer.layout(), workers).scan();
      assertThat(snapshot.repositories().get(0).anomalies()).isEmpty();
      assertThat(snapshot.repositories().get(1).anomalies())
          .hasSize(COUNT - 500_000 / REFERENCES)
          .allMatch(anomaly -> anomaly.contains("it refers to 40,000 objects"));
      assertThat(snapshot.digests().size()).isLessThan(500_000 + COUNT + 10);
      assertThat(snapshot.manifests().get(snapshot.repositories().get(0).revisions()[0]))
          .isNotNull();
    }
  }

  private String crowded() {
    StringBuilder json = new StringBuilder("{\"schemaVersion\":2,\"layers\":[{}");
    for (int i = 0; i < REFERENCES; i++) {
      json.append(",{\"digest\":\"sha256:");
      IntStream.range(0, 4).forEach(_ -> json.append(HEX.toHexDigits(random.nextLong())));
      json.append("\"}");
    }
    return json.append("]}").toString();
  }
}
