package ink.ml.dp.runtime.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RedactorTest {
  private static final String SECRET = "s3cr3t/v+lue!";

  private final Redactor redactor = new Redactor();

  @Test
  void hidesAValueAndItsEncodings() {
    try (var scope = redactor.hide(List.of(SECRET))) {
      String base64 = Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8));
      assertThat(redactor.redact("a " + SECRET + " b")).isEqualTo("a [redacted] b");
      assertThat(redactor.redact("x=" + base64)).startsWith("x=[redacted]").doesNotContain("c3Iz");
      assertThat(redactor.redact("?t=s3cr3t%2Fv%2Blue%21")).isEqualTo("?t=[redacted]");
    }
  }

  @Test
  void forgetsAValueOnlyWhenItsLastScopeEnds() {
    var outer = redactor.hide(List.of(SECRET));
    redactor.hide(List.of(SECRET)).close();
    assertThat(redactor.redact(SECRET)).isEqualTo("[redacted]");
    outer.close();
    assertThat(redactor.redact(SECRET)).isEqualTo(SECRET);
  }

  @Test
  void hidesEachLineOfAValueWithSeveral() {
    redactor.hideForever("-----BEGIN KEY-----\nMIIEpAIBAAKCAQEA\n-----END KEY-----");
    assertThat(redactor.redact("line MIIEpAIBAAKCAQEA")).isEqualTo("line [redacted]");
  }

  @Test
  void forgetsATokenThatHasExpired() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    Redactor timed =
        new Redactor(
            new Clock() {
              @Override
              public ZoneId getZone() {
                return ZoneOffset.UTC;
              }

              @Override
              public Clock withZone(ZoneId zone) {
                return this;
              }

              @Override
              public Instant instant() {
                return now.get();
              }
            });
    timed.hideUntil("a-token-of-an-hour", Instant.EPOCH.plusSeconds(3600));
    timed.hideForever("one-of-our-own");
    assertThat(timed.redact("a-token-of-an-hour")).isEqualTo("[redacted]");
    now.set(Instant.EPOCH.plusSeconds(3600));
    assertThat(timed.redact("a-token-of-an-hour")).isEqualTo("a-token-of-an-hour");
    assertThat(timed.redact("one-of-our-own")).isEqualTo("[redacted]");
  }

  @Test
  void whoIsToldSomethingSeesOnlyTheirOwnHidden() {
    try (var scope = redactor.hide(List.of("the-neighbours"))) {
      assertThat(redactor.own(Secrets.of(List.of(SECRET))).apply(SECRET + " the-neighbours"))
          .isEqualTo("[redacted] the-neighbours");
      assertThat(redactor.redact("the-neighbours")).isEqualTo("[redacted]");
    }
  }

  @Test
  void leavesShortValuesAlone() {
    redactor.hideForever("true");
    assertThat(redactor.redact("is it true?")).isEqualTo("is it true?");
  }

  @Test
  void hidesALongerValueBeforeOneThatItHolds() {
    redactor.hideForever("secret");
    redactor.hideForever("secret-and-more");
    assertThat(redactor.redact("secret-and-more")).isEqualTo("[redacted]");
  }

  @Test
  void hidesWhatLooksLikeACredential() {
    assertThat(redactor.redact("clone https://x-access-token:abc@github.com/a/b"))
        .isEqualTo("clone https://[redacted]@github.com/a/b");
    assertThat(redactor.redact("Authorization: Bearer abc.def"))
        .isEqualTo("Authorization: Bearer [redacted]");
    assertThat(redactor.redact("token ghs_0123456789abcdefABCD")).isEqualTo("token [redacted]");
    assertThat(redactor.redact("see https://example.org/a@b and me@example.org"))
        .isEqualTo("see https://example.org/a@b and me@example.org");
  }
}
