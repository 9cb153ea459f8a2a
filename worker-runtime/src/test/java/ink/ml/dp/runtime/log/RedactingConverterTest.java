package ink.ml.dp.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import ink.ml.dp.runtime.redact.Redactor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedactingConverterTest {
  private final LoggerContext context = new LoggerContext();

  @AfterEach
  void forget() {
    RedactingConverter.use(new Redactor());
  }

  @Test
  void hidesSecretsInMessagesAndStackTraces() {
    Redactor redactor = new Redactor();
    new LogRedaction(redactor);
    try (var hidden = redactor.hide(List.of("hunter2hunter2"))) {
      assertThat(line("is hunter2hunter2", new IllegalStateException("with hunter2hunter2")))
          .startsWith("is [redacted]\n")
          .contains("IllegalStateException: with [redacted]")
          .contains("at " + RedactingConverterTest.class.getName())
          .doesNotContain("hunter2");
    }
  }

  @Test
  void hidesCredentialsByTheirFormBeforeAnyIsKnown() {
    assertThat(line("GET https://user:pass@example.org/", null))
        .isEqualTo("GET https://[redacted]@example.org/\n");
  }

  private String line(String message, @Nullable Throwable thrown) {
    PatternLayout layout = new PatternLayout();
    layout.setContext(context);
    layout.getInstanceConverterMap().put("redacted", RedactingConverter::new);
    layout.setPattern("%redacted(%msg%n%ex)");
    layout.start();
    return layout.doLayout(
        new LoggingEvent(
            getClass().getName(),
            context.getLogger("test"),
            Level.INFO,
            message,
            thrown,
            new Object[0]));
  }
}
