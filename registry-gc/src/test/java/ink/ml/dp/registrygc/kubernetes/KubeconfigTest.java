package ink.ml.dp.registrygc.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.registrygc.roots.RootsUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused; that the rest works is seen with a real cluster's own file. */
class KubeconfigTest {
  private static final String USABLE =
      """
      apiVersion: v1
      kind: Config
      current-context: here
      contexts: [{name: here, context: {cluster: own, user: me}}]
      clusters: [{name: own, cluster: {server: "https://127.0.0.1:6443", CLUSTER}}]
      users: [{name: me, user: {USER}}]
      """;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "insecure-skip-tls-verify: true | token: canary | does not verify the server",
        "certificate-authority: absent.crt | exec: {command: sh} | from a plugin",
        "certificate-authority: absent.crt | username: canary | neither a token nor a client",
        "certificate-authority: absent.crt | token: canary | absent.crt cannot be read",
        "certificate-authority-data: '***' | token: canary | not Base64",
        "certificate-authority-data: aGk= | token: canary | cannot be read",
        "proxy-url: nowhere | token: canary | names no authority"
      })
  void refusesWhatItCannotUse(String cluster, String user, String because) throws IOException {
    Path file = write(USABLE.replace("CLUSTER", cluster).replace("USER", user));
    assertThatThrownBy(() -> Kubeconfig.read(file))
        .isInstanceOf(RootsUnavailableException.class)
        .hasMessageContaining(because)
        .hasMessageNotContaining("canary");
  }

  @ParameterizedTest
  @CsvSource({"canary: [, cannot be read", "canary, not a kubeconfig", "{}, current-context"})
  void refusesOtherFilesWithoutQuotingThem(String text, String because) throws IOException {
    Path file = write(text);
    assertThatThrownBy(() -> Kubeconfig.read(file))
        .isInstanceOf(RootsUnavailableException.class)
        .hasMessageContaining(because)
        .hasMessageNotContaining("canary");
  }

  @Test
  void needsAClusterFromSomewhere() {
    assertThatThrownBy(() -> KubernetesRoots.fromEnvironment(name -> null))
        .isInstanceOf(RootsUnavailableException.class)
        .hasMessageContaining("KUBECONFIG");
    assertThatThrownBy(
            () -> InCluster.read(Map.of("KUBERNETES_SERVICE_HOST", "10.43.0.1")::get, directory))
        .isInstanceOf(RootsUnavailableException.class)
        .hasMessageContaining("token cannot be read");
  }

  @Test
  void doesNotShowCredentials() {
    ApiAccess access =
        new ApiAccess(
            URI.create("https://[::1]:6443"), Optional.empty(), () -> Optional.of("canary"));
    assertThat(access).hasToString("https://[::1]:6443");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("config"), text);
  }
}
