package ink.ml.dp.builder.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.builder.activity.RunSettings;
import ink.ml.dp.builder.git.GitLimits;
import ink.ml.dp.builder.git.GitSettings;
import ink.ml.dp.builder.image.ImageSettings;
import ink.ml.dp.builder.line.LineSettings;
import ink.ml.dp.builder.logs.LogLimits;
import ink.ml.dp.builder.logs.LogSettings;
import ink.ml.dp.builder.workspace.WorkspaceSettings;
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
    assertThat(config.workspace())
        .isEqualTo(new WorkspaceSettings(Path.of("/var/lib/workspace"), Duration.ofHours(3)));
    assertThat(config.logs())
        .isEqualTo(
            new LogSettings(Path.of("/var/log/builds"), LogLimits.DEFAULT, Optional.empty()));
    assertThat(config.images())
        .isEqualTo(new ImageSettings("docker.io/library/caddy:2", Optional.empty()));
    assertThat(config.runs()).isEqualTo(new RunSettings(StepLimits.none(), Duration.ofMinutes(19)));
    assertThat(config.line()).isEqualTo(new LineSettings(3, Duration.ofHours(2)));
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

  private static BuildSettings read(Map<String, String> settings) {
    return BuildSettings.read(new Settings(settings::get));
  }
}
