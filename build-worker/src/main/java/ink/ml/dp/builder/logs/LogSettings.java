package ink.ml.dp.builder.logs;

import ink.ml.dp.model.setting.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where build logs go.
 *
 * @param directory they are always written here
 * @param push a Loki that they are sent to as well
 */
public record LogSettings(Path directory, LogLimits limits, Optional<URI> push) {
  public static LogSettings read(Settings settings) {
    return new LogSettings(
        settings.absolutePath("BUILD_LOG_DIR", "where build logs are written").required(),
        LogLimits.DEFAULT,
        settings.url("LOKI_PUSH_URL", "where build logs are sent as well").optional());
  }
}
