package ink.ml.dp.registrygc.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.registrygc.digest.Digest;
import ink.ml.dp.registrygc.sweep.JournalRecord.Begun;
import ink.ml.dp.registrygc.sweep.JournalRecord.Intent;
import ink.ml.dp.registrygc.sweep.JournalRecord.Purging;
import ink.ml.dp.registrygc.sweep.JournalRecord.Verified;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalFormatTest {
  private static final Instant AT = Instant.parse("2026-11-24T04:00:00.123Z");
  private static final Digest DIGEST = new Digest(1, 2, 3, 4);

  @Test
  void recordsComeBackAsTheyWere() {
    List<JournalRecord> records =
        List.of(
            new Begun("20261124T040000Z-1f3a", AT),
            new Intent(
                List.of(
                    new StoreObject.Tag("dp-a-b/web", "t1"),
                    new StoreObject.Tag("dp-a-b/web", "t\"2"),
                    new StoreObject.Tag("dp-a-b/api", "t1"),
                    new StoreObject.Manifest("dp-a-b/api", DIGEST),
                    new StoreObject.Layer("dp-a-b/api", DIGEST),
                    new StoreObject.Upload("dp-a-b/api", "u"),
                    new StoreObject.Blob(DIGEST),
                    new StoreObject.Blob(new Digest(5, 6, 7, 8)))),
            new Verified(AT, 12),
            new Purging(AT));
    for (JournalRecord record : records) {
      String line = new String(JournalFormat.write(record), StandardCharsets.UTF_8);
      assertThat(line).endsWith("\n");
      assertThat(JournalFormat.read(line.strip())).contains(record);
    }
  }

  @Test
  void aTornRecordIsNone() {
    String line =
        new String(
            JournalFormat.write(new Intent(List.of(new StoreObject.Blob(DIGEST)))),
            StandardCharsets.UTF_8);
    for (int length = 0; length < line.strip().length(); length++) {
      assertThat(JournalFormat.read(line.substring(0, length))).as("%d bytes", length).isEmpty();
    }
  }

  @Test
  void aJournalOfBeforeBytesWereWrittenDownIsRead() {
    assertThat(JournalFormat.read("[\"verified\",\"2026-11-24T04:00:00Z\"]"))
        .contains(new Verified(Instant.parse("2026-11-24T04:00:00Z"), Verified.UNKNOWN_BYTES));
  }
}
