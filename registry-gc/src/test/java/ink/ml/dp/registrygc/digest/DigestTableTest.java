package ink.ml.dp.registrygc.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTableTest {
  private final Random random = new Random(7);

  @Test
  void numbersAreGivenInOrderAndKept() {
    DigestTable table = new DigestTable();
    Map<Digest, Integer> expected = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      Digest digest = new Digest(random.nextInt(50_000), i % 3, random.nextInt(2), Long.MIN_VALUE);
      int id = table.intern(digest);
      Integer known = expected.putIfAbsent(digest, id);
      if (known != null && known != id) {
        fail("%s was %d and is %d", digest, known, id);
      }
    }
    assertThat(table.size()).isEqualTo(expected.size());
    expected.forEach(
        (digest, id) -> {
          if (table.find(digest) != id || !table.get(id).equals(digest)) {
            fail("%s is not found as %d", digest, id);
          }
        });
    assertThat(table.find(new Digest(-1, -1, -1, -1))).isEqualTo(DigestTable.ABSENT);
  }

  /** A manifest of a tenant can name as many as it likes, and the registry takes it. */
  @ParameterizedTest
  @ValueSource(ints = {0, 24, 48, 56})
  @Timeout(10)
  void digestsThatSomebodyMadeUpToBeAlikeAreFoundAtOnce(int shift) {
    DigestTable table = new DigestTable();
    for (long i = 0; i < 200_000; i++) {
      table.intern(new Digest((i & 0xff) << shift, 0, (i >> 8 & 0xff) << shift, i >> 16 << shift));
    }
    assertThat(table.size()).isEqualTo(200_000);
  }

  @Test
  void theDigestOfZerosIsADigestToo() {
    DigestTable table = new DigestTable();
    Digest zeros = new Digest(0, 0, 0, 0);
    assertThat(table.find(zeros)).isEqualTo(DigestTable.ABSENT);
    assertThat(table.intern(zeros)).isZero();
    assertThat(table.find(zeros)).isZero();
  }

  @Test
  void textComesBackAsItWas() {
    String hex = "00ff0123456789abcdef00000000000000000000000000000000fedcba987654".repeat(1);
    String digest = "sha256:" + hex + "ff".repeat((64 - hex.length()) / 2);
    assertThat(Digest.parse(digest)).map(Digest::toString).contains(digest);
    assertThat(Digest.parse(digest.toUpperCase(java.util.Locale.ROOT))).isEmpty();
    assertThat(Digest.parse(digest.substring(1))).isEmpty();
    assertThat(Digest.parse(digest + "0")).isEmpty();
    assertThat(Digest.ofHex("g".repeat(64))).isEmpty();
  }
}
