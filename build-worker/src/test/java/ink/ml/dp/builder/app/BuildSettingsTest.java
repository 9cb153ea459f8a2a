package ink.ml.dp.builder.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.builder.git.GitLimits;
import ink.ml.dp.builder.git.GitSettings;
import ink.ml.dp.builder.logs.LogLimits;
import ink.ml.dp.buildkit.BuildKitAddress;
import ink.ml.dp.buildkit.StepLimits;
import ink.ml.dp.model.setting.SettingException;
import ink.ml.dp.model.setting.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildSettingsTest {
  private static final Map<String, String> LEAST =
      Map.of(
          "BUILDKIT_HOST", "tcp://buildkitd:1234",
          "REGISTRY_HOST", "registry:5000",
          "WORKSPACE_DIR", "/var/lib/workspace",
          "BUILD_LOG_DIR", "/var/log/builds");

  @Test
  void pinsTheDefaults() {
    BuildSettings config = read(LEAST);
    assertThat(config.buildkit().addresses())
        .containsExactly(new BuildKitAddress.Tcp("buildkitd", 1234));
    assertThat(config.buildkit().requiredNetwork()).contains("cni");
    assertThat(config.buildkit().tls()).isEmpty();
    assertThat(config.registry().api()).hasToString("http://registry:5000");
    assertThat(config.git())
        .isEqualTo(
            new GitSettings(
                URI.create("https://github.com"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                GitLimits.DEFAULT));
    assertThat(config.workspace()).isEqualTo(Path.of("/var/lib/workspace"));
    assertThat(config.buildLogs()).isEqualTo(Path.of("/var/log/builds"));
    assertThat(config.lokiPush()).isEmpty();
    assertThat(config.staticBase()).isEqualTo("docker.io/library/caddy:2");
    assertThat(config.stepLimits()).isEqualTo(StepLimits.none());
    assertThat(config.buildTimeout()).isEqualTo(Duration.ofMinutes(19));
    assertThat(config.buildSlots()).isEqualTo(3);
    assertThat(config.buildWait()).isEqualTo(Duration.ofHours(2));
    assertThat(config.checkoutAge()).isEqualTo(Duration.ofHours(3));
    assertThat(config.cacheExportTimeout()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void pinsTheLimits() {
    assertThat(GitLimits.DEFAULT)
        .isEqualTo(
            new GitLimits(
                1L << 30,
                100L << 20,
                2L << 30,
                200_000,
                64,
                Duration.ofSeconds(20),
                Duration.ofSeconds(110)));
    assertThat(LogLimits.DEFAULT)
        .isEqualTo(new LogLimits(2L << 20, 64L << 20, 20, Duration.ofDays(14), 2L << 30));
  }

  @Test
  void readsHowMuchOfARepositoryIsTaken() {
    Map<String, String> settings = new HashMap<>(LEAST);
    settings.put("GIT_PACK_BYTES", "4000000000");
    settings.put("GIT_FILE_BYTES", "200000000");
    settings.put("GIT_TREE_BYTES", "5000000000");
    settings.put("GIT_TREE_ENTRIES", "400000");
    settings.put("GIT_SILENCE_SECONDS", "30");
    settings.put("CLONE_TIMEOUT_SECONDS", "60");
    assertThat(read(settings).git().limits())
        .isEqualTo(
            new GitLimits(
                4_000_000_000L,
                200_000_000,
                5_000_000_000L,
                400_000,
                64,
                Duration.ofSeconds(30),
                Duration.ofSeconds(60)));
  }

  @ParameterizedTest
  @CsvSource({
    "BUILDKIT_HOST,http://x",
    "REGISTRY_HOST,a b",
    "WORKSPACE_DIR,relative",
    "GITEA_URL,ssh://git@host/",
    "GITEA_URL,https://user:password@host/",
    "LOKI_PUSH_URL,file:///etc/passwd",
    "BUILD_SLOTS,0",
    "GIT_FILE_BYTES,1000",
    "CLONE_TIMEOUT_SECONDS,3600",
    "BUILD_TIMEOUT_SECONDS,soon",
    "STATIC_BASE_IMAGE,a b",
    "BUILDKIT_TLS_CERT,x"
  })
  void namesWhatIsBadAndNotItsValue(String name, String value) {
    Map<String, String> settings = new HashMap<>(LEAST);
    settings.put(name, value);
    assertThatThrownBy(() -> read(settings))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(name.replace("_CERT", "_KEY"))
        .hasMessageNotContaining("password");
  }

  @Test
  void wantsTheKeyOfAGitHubApp() {
    Map<String, String> settings = new HashMap<>(LEAST);
    settings.put("GITHUB_APP_ID", "1");
    assertThatThrownBy(() -> read(settings)).hasMessageContaining("GITHUB_APP_PRIVATE_KEY");
    settings.put("GITHUB_APP_PRIVATE_KEY", "not a key");
    assertThatThrownBy(() -> read(settings)).hasMessageContaining("GITHUB_APP_PRIVATE_KEY");
  }

  @ParameterizedTest
  @CsvSource({
    "caddy:2,docker.io/library/caddy:2",
    "acme/caddy,docker.io/acme/caddy",
    "registry:5000/caddy:2,registry:5000/caddy:2",
    "ghcr.io/acme/caddy:2,ghcr.io/acme/caddy:2"
  })
  void spellsImagesOut(String name, String whole) {
    assertThat(ImageNames.normalized(name)).isEqualTo(whole);
  }

  private static BuildSettings read(Map<String, String> settings) {
    return BuildSettings.read(new Settings(settings::get));
  }
}
