package ink.ml.dp.devstack.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class BrowserTest {
  @TempDir private Path directory = Path.of("");

  private Path program(String name) throws IOException {
    Path program = directory.resolve(name);
    Files.writeString(
        program, "#!/bin/sh\nprintf %s \"$1\" >\"$0.part\"\nmv \"$0.part\" \"$0.url\"\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }

  private Map<String, String> environment(String display) {
    return Map.of("PATH", ":/nowhere:" + directory, "DISPLAY", display);
  }

  @Test
  void thereIsOneWhereThereIsADisplay() throws IOException {
    assertThat(Browser.in(environment(":0"))).isEmpty();
    Path program = program("xdg-open");

    assertThat(Browser.in(environment(":0"))).contains(new Browser(program));
    assertThat(Browser.in(environment(""))).isEmpty();
    assertThat(Browser.in(Map.of("PATH", directory.toString(), "WAYLAND_DISPLAY", "wayland-0")))
        .contains(new Browser(program));
  }

  /** Debian has one that starts a program on another virtual terminal. */
  @Test
  void openIsNoBrowserOnLinux() throws IOException {
    program("open");

    assertThat(Browser.in(environment(":0"))).isEmpty();
  }

  @Test
  void itIsGivenThePageAndNothingIsWaitedFor() throws Exception {
    Path program = program("xdg-open");

    new Browser(program).open("http://web.localhost:8080");

    Path url = directory.resolve("xdg-open.url");
    Instant limit = Instant.now().plus(Duration.ofSeconds(20));
    while (!Files.exists(url) && Instant.now().isBefore(limit)) {
      Thread.sleep(20);
    }
    assertThat(Files.readString(url, UTF_8)).isEqualTo("http://web.localhost:8080");
  }
}
