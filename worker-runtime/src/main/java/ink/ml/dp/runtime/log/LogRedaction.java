package ink.ml.dp.runtime.log;

import ink.ml.dp.runtime.redact.Redactor;
import io.micronaut.context.annotation.Context;

/** Gives the log the redactor that knows the process's secrets. */
@Context
public final class LogRedaction {
  public LogRedaction(Redactor redactor) {
    RedactingConverter.use(redactor);
  }
}
