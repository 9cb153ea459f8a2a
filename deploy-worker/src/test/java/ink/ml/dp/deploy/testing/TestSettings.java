package ink.ml.dp.deploy.testing;

import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.runtime.config.Settings;
import java.util.HashMap;
import java.util.Map;

/** Settings, as from environment variables. */
public final class TestSettings {
  private TestSettings() {}

  public static Settings of(Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(Map.of("APPS_DOMAIN", "localhost"));
    all.putAll(variables);
    return new Settings(all::get);
  }

  public static DeploySettings deploy(Map<String, String> variables) {
    return DeploySettings.read(of(variables));
  }
}
