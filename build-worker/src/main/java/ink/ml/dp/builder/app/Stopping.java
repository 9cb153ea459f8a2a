package ink.ml.dp.builder.app;

import ink.ml.dp.builder.line.BuildLine;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import jakarta.inject.Singleton;

/**
 * Sends away what waits in the line when the worker stops, before running builds are waited for.
 */
@Singleton
final class Stopping implements ApplicationEventListener<ShutdownEvent> {
  private final BuildLine line;

  Stopping(BuildLine line) {
    this.line = line;
  }

  @Override
  public void onApplicationEvent(ShutdownEvent event) {
    line.close();
  }
}
