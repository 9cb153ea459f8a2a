package ink.ml.dp.devstack.standins.githost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.devstack.standins.StandInsClient;
import ink.ml.dp.devstack.standins.http.Faults;
import ink.ml.dp.devstack.standins.http.HttpError;
import ink.ml.dp.devstack.standins.state.StandInSecrets;
import ink.ml.dp.model.name.CommitSha;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHostTest {
  private static final RepositoryKey WEB = RepositoryKey.of("gitea", "acme/web");

  @TempDir Path temp = Path.of("");
  private Path state = Path.of("");
  private @Nullable GitHostServer server;
  private @Nullable StandInsClient client;

  @BeforeEach
  void start() throws IOException {
    state = Files.createDirectories(temp.resolve("state"));
    restart();
  }

  @AfterEach
  void stop() {
    server().close();
  }

  private void restart() throws IOException {
    Optional.ofNullable(server).ifPresent(GitHostServer::close);
    server = GitHostServer.start(state, StandInSecrets.in(state), 0, Clock.systemUTC());
    client = StandInsClient.of(state, server().port(), 1);
  }

  private GitHostServer server() {
    return Optional.ofNullable(server).orElseThrow();
  }

  private StandInsClient client() {
    return Optional.ofNullable(client).orElseThrow();
  }

  @Test
  void clonesShallowWithTheTokenAsPasswordOrAsUser() throws Exception {
    client().git().commitFiles(WEB, Map.of("index.html", "one"), "first");
    CommitSha second = client().git().commitFiles(WEB, Map.of("index.html", "two"), "second");
    String token = StandInSecrets.in(state).giteaToken();

    for (var credentials :
        List.of(
            new UsernamePasswordCredentialsProvider("anybody", token),
            new UsernamePasswordCredentialsProvider(token, ""))) {
      Path target = Files.createTempDirectory(temp, "clone");
      try (Git git =
          Git.cloneRepository()
              .setURI(client().gitea() + "/acme/web.git")
              .setDepth(1)
              .setCredentialsProvider(credentials)
              .setDirectory(target.toFile())
              .call()) {
        assertThat(git.getRepository().resolve("HEAD"))
            .isEqualTo(ObjectId.fromString(second.value()));
        assertThat(git.log().call()).hasSize(1);
        assertThat(target.resolve("index.html")).hasContent("two");
      }
    }
  }

  @Test
  void theGitOfThisMachineFetchesAReachableCommitByNameInEveryProtocol() throws Exception {
    CommitSha first = client().git().commitFiles(WEB, Map.of("index.html", "one"), "first");
    client().git().commitFiles(WEB, Map.of("index.html", "two"), "second");
    client().git().setAccess(WEB, Access.PUBLIC);

    for (String version : List.of("0", "2")) {
      Path target = Files.createTempDirectory(temp, "fetch");
      git(target, "init", "--quiet");
      git(
          target,
          "-c",
          "protocol.version=" + version,
          "fetch",
          "--quiet",
          "--depth=1",
          client().gitea() + "/acme/web",
          first.value());
      assertThat(git(target, "show", "FETCH_HEAD:index.html")).isEqualTo("one");
    }
  }

  @Test
  void asksForCredentialsAndHidesWhatIsNotThere() throws Exception {
    client().git().commitFiles(WEB, Map.of("index.html", "one"), "first");
    String token = StandInSecrets.in(state).giteaToken();

    assertThat(status("gitea/acme/web", null)).isEqualTo(401);
    assertThat(status("gitea/acme/none", null)).isEqualTo(401);
    assertThat(status("gitea/acme/web", basic("x", "wrong"))).isEqualTo(401);
    assertThat(status("gitea/acme/web", "token " + token)).isEqualTo(200);
    assertThat(status("gitea/acme/none", basic("x", token))).isEqualTo(404);
    client().git().setAccess(WEB, Access.HIDDEN);
    assertThat(status("gitea/acme/web", basic("x", token))).isEqualTo(404);
    client().git().setAccess(WEB, Access.FORBIDDEN);
    assertThat(status("gitea/acme/web", basic("x", token))).isEqualTo(403);
    client().git().setAccess(WEB, Access.PUBLIC);
    assertThat(status("gitea/acme/web", null)).isEqualTo(200);
  }

  @Test
  void importsBranchesTagsAndHeadOfALocalRepository() throws Exception {
    Path source = Files.createDirectories(temp.resolve("source"));
    git(source, "init", "--quiet", "--initial-branch=trunk");
    Files.writeString(source.resolve("index.html"), "from outside");
    git(source, "add", ".");
    git(source, "commit", "--quiet", "--message=first");
    git(source, "tag", "v1");
    git(source, "branch", "other");

    CommitSha head = client().git().importFrom(WEB, source.toString());
    client().git().setAccess(WEB, Access.PUBLIC);

    assertThat(head.value()).isEqualTo(git(source, "rev-parse", "HEAD"));
    assertThat(git(temp, "ls-remote", "--symref", client().gitea() + "/acme/web"))
        .contains("ref: refs/heads/trunk", "refs/heads/other", "refs/tags/v1");
    assertThatThrownBy(() -> client().git().importFrom(WEB, temp + "/nothing"))
        .isInstanceOf(HttpError.class)
        .hasMessageContaining("nothing");
  }

  @Test
  void importsAShallowCloneAndServesIt() throws Exception {
    Path source = Files.createDirectories(temp.resolve("source"));
    git(source, "init", "--quiet", "--initial-branch=main");
    for (String content : List.of("one", "two", "three")) {
      Files.writeString(source.resolve("index.html"), content);
      git(source, "add", ".");
      git(source, "commit", "--quiet", "--message=" + content);
    }
    git(temp, "clone", "--quiet", "--depth=1", source.toUri().toString(), "shallow");

    CommitSha head = client().git().importFrom(WEB, temp.resolve("shallow").toString());
    client().git().setAccess(WEB, Access.PUBLIC);

    assertThat(head.value()).isEqualTo(git(source, "rev-parse", "HEAD"));
    for (String depth : List.of("--depth=1")) {
      Path target = Files.createTempDirectory(temp, "fetch");
      git(target, "init", "--quiet");
      git(target, "fetch", "--quiet", depth, client().gitea() + "/acme/web", "main");
      assertThat(git(target, "show", "FETCH_HEAD:index.html")).isEqualTo("three");
    }
  }

  @Test
  void saysThatARepositoryHasNoCommitYet() throws Exception {
    Path empty = Files.createDirectories(temp.resolve("empty"));
    git(empty, "init", "--quiet", "--initial-branch=main");

    assertThatThrownBy(() -> client().git().importFrom(WEB, empty.toString()))
        .isInstanceOf(HttpError.class)
        .hasMessage("the repository has no commit yet");

    git(empty, "commit", "--quiet", "--allow-empty", "--message=first");
    git(empty, "symbolic-ref", "HEAD", "refs/heads/gone");
    assertThatThrownBy(() -> client().git().importFrom(WEB, empty.toString()))
        .isInstanceOf(HttpError.class)
        .hasMessage("the repository's HEAD names a branch without a commit; there are: main");
  }

  @Test
  void aDirectoryIsCommittedOnlyWhenItDiffers() throws Exception {
    Path source = Files.createDirectories(temp.resolve("sample/sub"));
    Files.writeString(source.resolve("file"), "x");

    CommitSha first = client().git().commitDirectory(WEB, temp.resolve("sample"), "first");
    CommitSha again = client().git().commitDirectory(WEB, temp.resolve("sample"), "again");
    Files.writeString(source.resolve("file"), "y");
    CommitSha changed = client().git().commitDirectory(WEB, temp.resolve("sample"), "changed");
    restart();

    assertThat(again).isEqualTo(first);
    assertThat(changed).isNotEqualTo(first);
    assertThat(client().git().repositories()).containsExactly("gitea/acme/web");
  }

  @Test
  void anAppsTokenReadsTheRepositoriesThatItNamesAndNoOthers() throws Exception {
    RepositoryKey one = RepositoryKey.of("github", "acme/one");
    RepositoryKey two = RepositoryKey.of("github", "acme/two");
    client().git().commitFiles(one, Map.of("a", "1"), "first");
    client().git().commitFiles(two, Map.of("a", "1"), "first");
    client().git().install(7, "acme");

    assertThat(mint(7, "signed wrongly", "one")).startsWith("401");
    assertThat(mint(8, jwt(), "one")).startsWith("404");
    assertThat(mint(7, jwt(), "none")).startsWith("422");
    String token = mint(7, jwt(), "one").replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
    restart();

    String credentials = basic("x-access-token", token);
    assertThat(status("github/acme/one", credentials)).isEqualTo(200);
    assertThat(status("github/acme/two", credentials)).isEqualTo(404);
    assertThat(status("github/acme/one", basic("x-access-token", token + "0"))).isEqualTo(401);
    assertThat(status("gitea/acme/one", credentials)).isEqualTo(401);
  }

  @Test
  void failsWhenATestWantsItTo() throws Exception {
    client().git().commitFiles(WEB, Map.of("index.html", "one"), "first");
    client().git().setAccess(WEB, Access.PUBLIC);
    client().git().setFault(Faults.Fault.status(503));

    assertThat(status("gitea/acme/web", null)).isEqualTo(503);
    assertThatThrownBy(
            () -> Git.lsRemoteRepository().setRemote(client().gitea() + "/acme/web").call())
        .isInstanceOf(TransportException.class);
    client().git().setFault(Faults.Fault.NONE);
    assertThat(status("gitea/acme/web", null)).isEqualTo(200);
  }

  private String jwt() throws Exception {
    return TestJwt.sign(
        Files.readString(StandInSecrets.in(state).githubAppPrivateKey()),
        StandInSecrets.GITHUB_APP_ID);
  }

  private String mint(long installation, String jwt, String repository) throws Exception {
    URI uri =
        URI.create(client().githubApi() + "/app/installations/" + installation + "/access_tokens");
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + jwt)
            .POST(
                HttpRequest.BodyPublishers.ofString("{\"repositories\":[\"" + repository + "\"]}"))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      var answer = http.send(request, BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    }
  }

  private int status(String repository, @Nullable String authorization) throws Exception {
    URI uri =
        URI.create(
            "http://127.0.0.1:"
                + server().port()
                + "/"
                + repository
                + ".git/info/refs?service=git-upload-pack");
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }
  }

  private static String basic(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private static String git(Path directory, String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "git";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    Map<String, String> identity = new HashMap<>();
    for (String role : List.of("AUTHOR", "COMMITTER")) {
      identity.put("GIT_" + role + "_NAME", "test");
      identity.put("GIT_" + role + "_EMAIL", "test@localhost");
    }
    builder.environment().putAll(identity);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Arrays.toString(command) + output).isZero();
    return output.strip();
  }
}
