package ink.ml.dp.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.devstack.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a new machine may lack, and what its user is told: the real scripts, with a path that has
 * nothing but what a test puts there and the small programs of every system.
 */
class FirstMinuteTest {
  private static final String SMALL_PROGRAMS =
      "sh bash id sed grep head tail dirname readlink mkdir cat stat touch env";

  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void aMachineWithNothing() throws IOException {
    Files.createDirectories(directory.resolve("bin"));
    for (String name : SMALL_PROGRAMS.split(" ", -1)) {
      program(name, "exec /%s/%s \"$@\"".formatted(inUsr(name) ? "usr/bin" : "bin", name));
    }
  }

  private static boolean inUsr(String name) {
    return Files.exists(Path.of("/usr/bin", name));
  }

  private void program(String name, String script) throws IOException {
    Path file = directory.resolve("bin").resolve(name);
    Files.deleteIfExists(file);
    Files.writeString(file, "#!/bin/bash\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private void user(String name, int id) throws IOException {
    program(
        "id",
        "case $1 in -u) echo %d ;; -nG) echo %s ;; *) echo %s ;; esac".formatted(id, name, name));
  }

  /** Debian, whose packages have this one, or none. */
  private void apt(String packaged) throws IOException {
    program("apt-cache", "[ \"$2\" != \"" + packaged + "\" ] || echo '  Candidate: 25.0.1'");
    program("apt-get", "echo \"$*\" >>\"" + directory.resolve("apt") + "\"");
  }

  private static Path script(String name) {
    return Path.of("").toAbsolutePath().resolve(name);
  }

  private Command.Result run(String... command) {
    String[] all = new String[command.length + 4];
    all[0] = "env";
    all[1] = "-i";
    all[2] = "PATH=" + directory.resolve("bin");
    all[3] = "HOME=" + directory;
    System.arraycopy(command, 0, all, 4, command.length);
    return Command.run(Duration.ofSeconds(30), "", all);
  }

  /** A function of needs.sh, where no JDK 25 is found unless a test has put one there. */
  private Command.Result need(String function) {
    return run(
        "bash",
        "-c",
        """
        set -euo pipefail
        state=$HOME/state
        . "$0"
        [ ! -e "$HOME/meminfo" ] || meminfo=$HOME/meminfo
        find_jdk() { [ ! -e "$HOME/apt" ] || echo "$HOME/jdk-25"; }
        "$1" && echo "java is ${JAVA_HOME:-}"
        """,
        script("needs.sh").toString(),
        function);
  }

  @Test
  void anOldJdkIsNamedWithTheCommandThatBringsTheNewOne() throws IOException {
    user("newbie", 1000);
    apt("openjdk-25-jdk-headless");
    program("javac", "echo javac 17.0.9");

    Command.Result result = need("need_jdk");

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.output())
        .startsWith("java: no JDK 25 found: there is javac 17.0.9 at ")
        .endsWith("next: sudo apt-get install -y openjdk-25-jdk-headless\n");
  }

  @Test
  void aJdkThatTheSystemHasIsInstalledForRoot() throws IOException {
    user("root", 0);
    apt("openjdk-25-jdk-headless");

    Command.Result result = need("need_jdk");

    assertThat(result.output())
        .isEqualTo(
            """
            java: installing the system's package openjdk-25-jdk-headless
            java is %s/jdk-25
            """
                .formatted(directory));
    assertThat(Files.readString(directory.resolve("apt")))
        .contains("install -y -qq --no-install-recommends openjdk-25-jdk-headless");
  }

  @Test
  void aJdkThatTheSystemDoesNotHaveIsNamed() throws IOException {
    user("newbie", 1000);
    apt("none");
    program("java", "echo 'openjdk version \"21.0.1\"' >&2");

    assertThat(need("need_jdk").output())
        .contains("there is openjdk version \"21.0.1\" without a compiler", "packages have none")
        .contains("next: ", "https://adoptium.net/", "version=25", "JAVA_HOME");
  }

  @Test
  void gitAndMavenAreInstalledForRootAndNamedForOthers() throws IOException {
    user("newbie", 1000);
    apt("git");
    assertThat(need("need_git").output())
        .isEqualTo(
            """
            git: not found; repositories are imported with it
            next: sudo apt-get install -y git
            """);

    user("root", 0);
    apt("maven");
    assertThat(need("need_maven").output())
        .startsWith("mvn: installing the system's package maven\n");
    assertThat(Files.readString(directory.resolve("apt"))).contains("maven");
  }

  @Test
  void tooLittleMemoryIsToldBeforeAnythingIsCompiled() throws IOException {
    Path meminfo = directory.resolve("meminfo");
    Files.writeString(meminfo, "MemTotal:        6291456 kB\nMemFree:          100 kB\n");
    assertThat(need("need_memory").exitCode()).isZero();

    Files.writeString(meminfo, "MemTotal:        6291455 kB\nMemFree:      7000000 kB\n");
    Command.Result result = need("need_memory");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.output())
        .isEqualTo(
            """
            memory: there are 6143 MiB, and the platform needs 6144
            next: give this machine more, or try it all the same: DEVSTACK_ANYWAY=1 ./dev up
            """);
  }

  private Command.Result ensureDocker(String... environment) {
    String[] command = new String[environment.length + 4];
    command[0] = "env";
    System.arraycopy(environment, 0, command, 1, environment.length);
    command[environment.length + 1] = "bash";
    command[environment.length + 2] = script("docker/ensure-daemon.sh").toString();
    command[environment.length + 3] = "--check";
    return run(command);
  }

  @Test
  void dockerThatIsNotThereIsNamedWithItsPackage() throws IOException {
    user("newbie", 1000);
    apt("none");

    assertThat(ensureDocker().output())
        .isEqualTo(
            """
            docker: not found
            next: sudo apt-get install -y docker.io && sudo usermod -aG docker newbie && newgrp docker
            """);
  }

  @Test
  void aDaemonThatDoesNotAnswerIsNamedWithItsPlace() throws IOException {
    user("newbie", 1000);
    program("docker", "exit 1");

    Command.Result result = ensureDocker("DOCKER_HOST=tcp://127.0.0.1:1");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output())
        .isEqualTo(
            """
            docker: nothing answers at DOCKER_HOST, which is tcp://127.0.0.1:1
            next: start that daemon, or: unset DOCKER_HOST
            """);
  }

  @Test
  void whoeverCanHaveADaemonStartedIsToldByAnExitCode() throws IOException {
    user("root", 0);
    apt("none");
    program("docker", "exit 1");

    assertThat(ensureDocker("DOCKER_HOST=").exitCode()).isEqualTo(2);
    program("docker", "exit 0");
    assertThat(ensureDocker("DOCKER_HOST=").exitCode()).isZero();
  }
}
