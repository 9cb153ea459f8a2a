package ink.ml.dp.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.devstack.client.PageCheck;
import ink.ml.dp.devstack.instance.InstanceLock;
import ink.ml.dp.devstack.instance.JsonFile;
import ink.ml.dp.devstack.instance.Progress;
import ink.ml.dp.devstack.platform.Platform;
import ink.ml.dp.devstack.process.Command;
import ink.ml.dp.devstack.server.Servers;
import ink.ml.dp.devstack.testing.TestPlatform;
import ink.ml.dp.model.result.ServiceResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./dev}, while the platform runs: what it prints where, and how it ends. */
@ResourceLock(TestedPlatform.SHARED)
class CommandLineIT {
  private static final String TIMED = " *\\d+\\.\\d s  .*";

  private final Platform platform = TestedPlatform.shared().platform();

  @TempDir private Path directory = Path.of("");

  private Dev dev() {
    return new Dev(directory, TestPlatform.NAME);
  }

  @Test
  void everyCommandSaysWhichCommitItIs() {
    Dev.Running version = dev().run("logs", "--version");

    assertThat(version.exitCode()).isZero();
    assertThat(version.stdout()).singleElement().asString().startsWith("deploy platform ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deploy . --name Not_A_Label",
        "redeploy no-such-service",
        "reconfigure no-such-service",
        "delete no-such-service",
        "logs no-such-service",
        "open no-such-service",
        "logs no-such-service --build"
      })
  void wrongUsageIsTwo(String line) {
    Dev.Running wrong = dev().run(line.split(" ", -1));

    assertThat(wrong.exitCode()).as(String.join("\n", wrong.stderr())).isEqualTo(2);
    assertThat(wrong.stdout()).isEmpty();
    assertThat(wrong.stderr()).isNotEmpty().noneMatch(said -> said.contains("\tat "));
  }

  @Test
  void aRepositoryOfThisMachineIsDeployedFromItsPathAndItsUrl() throws Exception {
    Path repository = repository("page", Map.of("index.html", "from a bare repository"));

    Dev.Running byPath = dev().run("deploy", repository.toString(), "--name", "cli-page");
    assertThat(byPath.exitCode()).as(String.join("\n", byPath.stderr())).isZero();
    assertThat(byPath.stdout()).hasSize(1);
    String url = byPath.stdout().getFirst();
    assertThat(url).matches("http://cli-page\\.localhost:\\d+");
    assertThat(PageCheck.get(url).body()).isEqualTo("from a bare repository");
    assertThat(byPath.stderr()).allMatch(line -> line.matches(TIMED));
    assertThat(byPath.stderr().stream().map(line -> line.replaceFirst("^.* s  ", "")))
        .containsSubsequence("pack: static", "clone", "apply")
        .anyMatch(line -> line.startsWith("build: ") && line.contains("FROM"))
        .anyMatch(line -> line.startsWith("build: ") && line.contains("pushed registry:5000/"))
        .anyMatch(line -> line.startsWith("rollout"))
        .anyMatch(line -> line.startsWith("GET " + url + " answers 200"));

    Dev.Running byUrl =
        dev().run("deploy", repository.toUri().toString(), "--name", "cli-page", "--json");
    assertThat(byUrl.exitCode()).isZero();
    ServiceResult result =
        JsonFile.JSON.readValue(String.join("\n", byUrl.stdout()), ServiceResult.class);
    assertThat(result.status()).isEqualTo("running");
    assertThat(result.url()).isEqualTo(url);

    assertThat(dev().run("status").stdout())
        .anyMatch(line -> line.matches("SERVER +STATE +AGE +WHERE"))
        .anyMatch(line -> line.matches("registry +running +\\d+[smh] .*"))
        .anyMatch(line -> line.matches("cli-page +local +running +r1 +\\d+[sm] +" + url));
    assertThat(dev().run("open", "cli-page").stdout()).containsExactly(url);
    assertThat(dev().run("logs", "cli-page", "--build").stdout())
        .anyMatch(line -> line.contains("building cli-page"));
    Dev.Running deleted = dev().run("delete", "cli-page");
    assertThat(deleted.exitCode()).isZero();
    assertThat(deleted.stdout()).isEmpty();
    assertThat(dev().run("status").stdout()).noneMatch(line -> line.contains("cli-page"));
  }

  @Test
  void everyCommandKnowsWhoseServiceIsMeant() throws Exception {
    Path repository = repository("tenants", Map.of("index.html", "of acme"));
    Dev.Running deployed =
        dev().run("deploy", repository.toString(), "--name", "cli-owned", "--tenant", "cli-acme");
    assertThat(deployed.exitCode()).as(String.join("\n", deployed.stderr())).isZero();
    String url = deployed.stdout().getFirst();

    assertThat(dev().run("status", "--tenant", "cli-acme").stdout())
        .anyMatch(line -> line.matches("cli-owned +cli-acme +running .*"));
    assertThat(dev().run("status", "--tenant", "cli-rival").stdout())
        .noneMatch(line -> line.contains("cli-owned"));
    for (List<String> whose : List.of(List.<String>of(), List.of("--tenant", "cli-acme"))) {
      assertThat(dev().run(with(whose, "open", "cli-owned")).stdout()).containsExactly(url);
      assertThat(dev().run(with(whose, "logs", "cli-owned")).exitCode()).isZero();
    }
    for (String command : List.of("open", "logs", "restart", "delete")) {
      Dev.Running refused = dev().run(command, "cli-owned", "--tenant", "cli-rival");
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.stderr())
          .anyMatch(line -> line.contains("no service named cli-owned of the tenant cli-rival"));
    }
    assertThat(dev().run("delete", "cli-owned", "--tenant", "cli-acme").exitCode()).isZero();
  }

  private static String[] with(List<String> whose, String... command) {
    return Stream.concat(Stream.of(command), whose.stream()).toArray(String[]::new);
  }

  @Test
  void aServiceCanBeLookedAt() {
    Dev.Running deployed =
        dev()
            .run(
                "deploy",
                "devstack/samples/dockerfile-service",
                "--name",
                "cli-service",
                "--env",
                "GREETING=Good day");
    assertThat(deployed.exitCode()).as(String.join("\n", deployed.stderr())).isZero();
    assertThat(PageCheck.get(deployed.stdout().getLast()).body()).contains("Good day");
    assertThat(deployed.stderr()).anyMatch(line -> line.contains("Starting gVisor"));
    Dev.Running logs = dev().run("logs", "cli-service");
    assertThat(logs.exitCode()).isZero();
    assertThat(logs.stdout()).anyMatch(line -> line.contains("listening on 0.0.0.0:3000"));
    Dev.Running doctor = dev().run("doctor");
    assertThat(doctor.exitCode()).isZero();
    assertThat(doctor.stdout()).anyMatch(line -> line.matches("ok +docker .*"));
    whatLiesHereIsToldAndNothingOfItRemoved();
    aFollowedLogEndsWithItsCommand();
    whatRunsIsStartedAnewAndReconfiguredWithoutABuild();
  }

  private void whatLiesHereIsToldAndNothingOfItRemoved() {
    Dev.Running clean = dev().run("clean");
    assertThat(clean.exitCode()).as(String.join("\n", clean.stderr())).isZero();
    assertThat(clean.stdout())
        .anyMatch(line -> line.matches("[0-9.]+ [GM]B +the servers' images .* --all"))
        .anyMatch(line -> line.matches("[0-9.]+ [GM]B +this checkout's data: .* \\./dev clean"))
        .contains("In use; to be ended first: ./dev down --instance " + TestPlatform.NAME)
        .anyMatch(line -> line.startsWith("Nothing was removed. "));
  }

  private void whatRunsIsStartedAnewAndReconfiguredWithoutABuild() {
    Dev.Running restarted = dev().run("restart", "cli-service");
    assertThat(restarted.exitCode()).as(String.join("\n", restarted.stderr())).isZero();
    assertThat(PageCheck.get(restarted.stdout().getLast()).body()).contains("Good day");
    Dev.Running changed =
        dev()
            .run("reconfigure", "cli-service", "--memory", "128Mi", "--env", "GREETING=Good night");
    assertThat(changed.exitCode()).as(String.join("\n", changed.stderr())).isZero();
    assertThat(PageCheck.get(changed.stdout().getLast()).body()).contains("Good night");
    for (Dev.Running command : List.of(restarted, changed)) {
      assertThat(command.stderr())
          .anyMatch(line -> line.contains("rollout"))
          .noneMatch(line -> line.contains("clone") || line.contains("build"));
    }
  }

  private void aFollowedLogEndsWithItsCommand() {
    String node = platform.instance().container(Servers.CONTROL_NODE.name());
    Dev.Running followed = dev().start("logs", "cli-service", "--follow");
    Await.until("the log is followed", () -> followers(node) > 0 && !followed.stdout().isEmpty());
    followed.signalGroup("INT");
    // 130, or 0 when the reader of the log hears of the signal before the command does.
    assertThat(followed.exitCode()).isIn(0, 130);
    Await.until("nobody follows the log any more", () -> followers(node) == 0);
  }

  /** Processes in the node that follow the service's log. */
  private static long followers(String node) {
    return Command.output(Duration.ofSeconds(30), "docker", "top", node, "-eo", "pid,args")
        .lines()
        .filter(line -> line.contains("--follow=true") && line.contains("/service=cli-service"))
        .count();
  }

  @Test
  void whatTheOwnerCanMendIsOne() throws Exception {
    Dev.Running failed =
        dev().run("deploy", "devstack/samples/fails-to-build", "--name", "cli-fails");
    assertThat(failed.exitCode()).as(String.join("\n", failed.stderr())).isEqualTo(1);
    assertThat(failed.stdout()).isEmpty();
    assertThat(failed.stderr())
        .anyMatch(line -> line.contains("BUILD_STEP_FAILED: tried to "))
        .anyMatch(line -> line.contains("  | ") && line.contains("expected ';' before 'return'"))
        .anyMatch(line -> line.contains("next: "));

    Path empty = directory.resolve("empty.git");
    Git.init().setBare(true).setDirectory(empty.toFile()).call().close();
    for (String source : List.of(empty.toString(), directory.resolve("absent").toString())) {
      Dev.Running unreadable = dev().run("deploy", source);
      assertThat(unreadable.exitCode()).isEqualTo(1);
      assertThat(unreadable.stderr())
          .anyMatch(line -> line.contains("tried to import " + source + " but failed because"))
          .anyMatch(line -> line.startsWith("next: "));
    }
  }

  @Test
  void whatThePlatformCannotDoIsThree() throws Exception {
    Path repository = repository("unknown-language", Map.of("main.zig", "// no pack knows it"));
    Dev.Running failed = dev().run("deploy", repository.toString(), "--json");

    assertThat(failed.exitCode()).as(String.join("\n", failed.stderr())).isEqualTo(3);
    ServiceResult result =
        JsonFile.JSON.readValue(String.join("\n", failed.stdout()), ServiceResult.class);
    assertThat(Outcomes.error(result).code()).isEqualTo("RAILPACK_UNAVAILABLE");
  }

  @Test
  void twoAtOnceWaitForEachOther() {
    Dev.Running waiting;
    try (InstanceLock ignored = InstanceLock.take(platform.instance(), Progress.SILENT)) {
      waiting = dev().start("up");
      waiting.awaitLine("waiting for another ./dev");
    }
    assertThat(waiting.exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "INT"})
  void aDeployGoesOnWithoutTheCommandThatAskedForIt(String signal) throws Exception {
    String name = "cli-" + signal.toLowerCase(java.util.Locale.ROOT);
    Path repository = repository(name, Sources.slowService(name, 5));
    Dev.Running deploy = dev().start("deploy", repository.toString());
    deploy.awaitLine("the slow step of " + name);
    deploy.signalGroup(signal);
    assertThat(deploy.exitCode()).isNotZero();

    assertThat(dev().run("up").exitCode()).isZero();
    Dev.Running again = dev().run("redeploy", name);
    assertThat(again.exitCode()).as(String.join("\n", again.stderr())).isZero();
    assertThat(PageCheck.get(again.stdout().getLast()).body()).isEqualTo(name);
  }

  /** A bare repository with one commit. */
  private Path repository(String name, Map<String, String> files)
      throws IOException, GitAPIException {
    Path work = directory.resolve(name + "-work");
    Path bare = directory.resolve(name + ".git");
    try (Git git = Git.init().setDirectory(work.toFile()).call()) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(work.resolve(file.getKey()), file.getValue(), StandardCharsets.UTF_8);
      }
      git.add().addFilepattern(".").call();
      git.commit()
          .setMessage("First")
          .setAuthor("a", "a@b")
          .setCommitter("a", "a@b")
          .setSign(false)
          .call();
    }
    Git.cloneRepository()
        .setBare(true)
        .setURI(work.toUri().toString())
        .setDirectory(bare.toFile())
        .call()
        .close();
    return bare;
  }
}
