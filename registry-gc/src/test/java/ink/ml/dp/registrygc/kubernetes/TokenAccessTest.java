package ink.ml.dp.registrygc.kubernetes;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.model.setting.Settings;
import ink.ml.dp.registrygc.roots.RootsUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenAccessTest {
  @TempDir private Path directory;

  @Test
  void needsAClusterFromSomewhere() {
    assertThatThrownBy(() -> TokenAccess.inCluster(new Settings(name -> null), directory))
        .isInstanceOf(RootsUnavailableException.class)
        .hasMessageContaining("--cluster names none");
    assertThatThrownBy(
            () ->
                TokenAccess.inCluster(
                    new Settings(Map.of("KUBERNETES_SERVICE_HOST", "10.43.0.1")::get), directory))
        .isInstanceOf(RootsUnavailableException.class)
        .hasMessageContaining("token cannot be read");
  }

  @Test
  void refusesFilesWithoutQuotingThem() throws IOException {
    Path token = Files.writeString(directory.resolve("token"), "canary");
    Path authority = Files.writeString(directory.resolve("ca.crt"), "canary");
    URI server = URI.create("https://cluster.test:6443/");
    assertThatThrownBy(() -> TokenAccess.outside(server, authority, token))
        .isInstanceOf(RootsUnavailableException.class)
        .hasMessageNotContaining("canary");
    Files.writeString(token, " \n");
    assertThatThrownBy(() -> TokenAccess.outside(server, authority, token))
        .isInstanceOf(RootsUnavailableException.class)
        .hasMessageContaining("token is empty");
  }
}
