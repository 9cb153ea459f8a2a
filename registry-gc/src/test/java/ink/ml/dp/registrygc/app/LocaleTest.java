package ink.ml.dp.registrygc.app;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.registrygc.RegistryGc;
import ink.ml.dp.registrygc.testing.DiskPuller;
import ink.ml.dp.registrygc.testing.MemoryDirectories;
import ink.ml.dp.registrygc.testing.StoreWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** File names are bytes: what no registry writes is kept and said, whatever the locale. */
class LocaleTest {
  private static final List<String> SERVICES = List.of("plain", "odd");

  @TempDir(factory = MemoryDirectories.class)
  Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"C", "C.UTF-8"})
  void aNameBeyondAsciiDoesNotEndTheRun(String locale) throws Exception {
    Path root = directory.resolve("store");
    StoreWriter writer = new StoreWriter(root);
    SERVICES.forEach(service -> push(writer, "dp-a-b/" + service));
    // A name that is text in UTF-8, and one that is none.
    execute(
        "cd '%s/docker/registry/v2/repositories/dp-a-b' && mkdir $'caf\\xc3\\xa9' &&"
                .formatted(root)
            + " mkdir $'odd/_manifests/tags/\\xff'");
    String said = collect(root, locale);
    assertThat(said)
        .contains("caf", "which no registry writes", "dp-a-b/odd is left alone because")
        .doesNotContain("\tat ");
    DiskPuller puller = new DiskPuller(root);
    assertThat(puller.pulls("dp-a-b/plain", "t0")).isFalse();
    assertThat(puller.pulls("dp-a-b/plain", "t3")).isTrue();
    assertThat(puller.pulls("dp-a-b/odd", "t0")).isTrue();
  }

  private static void push(StoreWriter writer, String repository) {
    for (int i = 0; i < 4; i++) {
      Instant at = Instant.now().minus(Duration.ofDays(10 - i));
      String config = writer.blob("{\"image\":\"" + repository + i + "\"}", at);
      String image = writer.image(repository, config, List.of(), Optional.empty(), at);
      writer.tag(repository, "t" + i, image, at);
    }
  }

  /** As a process of its own, since Java reads the locale once. */
  private String collect(Path root, String locale) throws Exception {
    Path roots =
        Files.writeString(
            directory.resolve("roots.json"),
            """
            {"identity":"test","namespaces":["dp-a-b"],"uses":[],
             "services":[{"namespace":"dp-a-b","service":"plain"},
                         {"namespace":"dp-a-b","service":"odd"}]}
            """);
    return execute(
        String.join(
            " ",
            "LC_ALL=" + locale,
            System.getProperty("java.home") + "/bin/java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
            "-cp '" + System.getProperty("java.class.path") + "'",
            RegistryGc.class.getName(),
            "run --purge-now --registry-stopped --settle=0s --reconcile=0s --untrusted-window=0s",
            "--root='" + root + "' --roots-file='" + roots + "'"));
  }

  private static String execute(String command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("bash", "-euc", command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
