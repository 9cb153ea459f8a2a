package ink.ml.dp.devstack.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryKeysTest {
  @TempDir private Path directory;

  @Test
  void makesAKeyForEachAndPublishesNoPrivateOne() throws IOException {
    RegistryKeys keys = new RegistryKeys(directory.resolve("keys")).ensure();
    String published = Files.readString(keys.jwks());
    assertThat(published)
        .contains("\"kid\":\"build-worker\"", "\"kid\":\"registry-gc\"", "\"kid\":\"operator\"")
        .doesNotContain("\"d\"", "PRIVATE");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(keys.key(RegistryKeys.OPERATOR))))
        .isEqualTo("rw-------");
    assertThat(keys.signer(RegistryKeys.BUILD_WORKER).derive("x"))
        .isNotEqualTo(keys.signer(RegistryKeys.OPERATOR).derive("x"));
  }

  @Test
  void keepsThemUnlessOneIsMissing() throws IOException {
    RegistryKeys keys = new RegistryKeys(directory).ensure();
    String before = Files.readString(keys.jwks());
    assertThat(Files.readString(keys.ensure().jwks())).isEqualTo(before);
    Files.delete(keys.key(RegistryKeys.COLLECTOR));
    assertThat(Files.readString(keys.ensure().jwks())).isNotEqualTo(before);
  }
}
