package ink.ml.dp.deploy.testing;

import ink.ml.dp.deploy.config.DeploySettings;
import ink.ml.dp.model.setting.Settings;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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

  /** A client of the cluster that a kubeconfig names. */
  public static ApiClient client(Path kubeconfig) {
    try {
      return Config.fromConfig(kubeconfig.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static DeploySettings deploy(Map<String, String> variables) {
    return DeploySettings.read(of(variables));
  }
}
