package ink.ml.dp.runtime.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import ink.ml.dp.runtime.redact.Redactor;

/**
 * Logback's {@code %redacted(...)}: what the pattern inside makes of an event, stack trace
 * included, without secrets. The last line of defence; libraries log URLs and headers too.
 *
 * <p>Logback is configured before the beans exist: until {@link LogRedaction} hands over the
 * process's redactor, only what looks like a credential is hidden.
 */
public final class RedactingConverter extends CompositeConverter<ILoggingEvent> {
  private static volatile Redactor redactor = new Redactor();

  static void use(Redactor known) {
    redactor = known;
  }

  @Override
  protected String transform(ILoggingEvent event, String line) {
    return redactor.redact(line);
  }
}
