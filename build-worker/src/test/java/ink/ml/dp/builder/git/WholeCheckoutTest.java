package ink.ml.dp.builder.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ink.ml.dp.builder.testing.GitServer;
import ink.ml.dp.builder.testing.TestRepository;
import ink.ml.dp.builder.testing.TestRepository.Entry;
import ink.ml.dp.builder.workspace.FileTrees;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.RepositoryName;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What belongs to a commit and is not in it: submodules, large files, line ends, encodings. */
class WholeCheckoutTest {
  private static final String TOKEN = "a-token-nobody-may-see";

  @TempDir private Path directory;
  private GitServer server;
  private TestRepository repository;
  private TestRepository part;

  @BeforeEach
  void serve() {
    server = new GitServer(TOKEN);
    repository = new TestRepository(directory.resolve("served"));
    part = new TestRepository(directory.resolve("part"));
    server.serve("acme/web", repository.repository());
    server.serve("acme/part", part.repository());
  }

  @AfterEach
  void stop() {
    server.close();
    repository.close();
    part.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../part", "../part.git", "URL/acme/part.git", "git@127.0.0.1:acme/part.git"})
  void fetchesSubmodulesOfTheSameHost(String url) {
    CommitSha inner = part.commit(Map.of("part.txt", "the part"));
    checkOut(withSubmodule(url.replace("URL", server.url().toString()), inner), allowed());
    assertThat(target().resolve("vendor/part/part.txt")).hasContent("the part");
    assertThat(target().resolve("vendor/part/.git")).doesNotExist();
  }

  @Test
  void fetchesASubmoduleThatIsTheSameRepository() {
    CommitSha inner = repository.commit("refs/heads/parts", repository.tree(file("p", "the part")));
    checkOut(withSubmodule("./", inner), _ -> Optional.empty());
    assertThat(target().resolve("vendor/part/p")).hasContent("the part");
  }

  @Test
  void fetchesSubmodulesOfSubmodules() {
    CommitSha innermost = repository.commit("refs/heads/parts", repository.tree(file("p", "deep")));
    CommitSha inner =
        part.commit(
            "refs/heads/main",
            part.tree(
                new Entry(
                    ".gitmodules",
                    FileMode.REGULAR_FILE,
                    part.blob("[submodule \"x\"]\n path = x\n url = ../web\n")),
                new Entry("x", FileMode.GITLINK, ObjectId.fromString(innermost.value()))));
    checkOut(withSubmodule("../part", inner), allowed());
    assertThat(target().resolve("vendor/part/x/p")).hasContent("deep");
  }

  @Test
  void doesNotOpenOthersRepositoriesWithItsOwnToken() {
    CommitSha inner = part.commit(Map.of("part.txt", "somebody else's"));
    DeployException refusal = refusal(withSubmodule("../part", inner), _ -> Optional.empty());
    assertThat(refusal.code()).isEqualTo(FailureCode.SUBMODULE_UNAVAILABLE);
    assertThat(refusal.sentence()).contains("submodule 'vendor/part'", "acme/web");
    // The attack succeeds where the token is shown for every repository.
    checkOut(withSubmodule("../part", inner), allowed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://elsewhere.example/acme/part.git",
        "git@elsewhere.example:acme/part.git",
        "../../../../etc",
        "file:///etc",
        "-oProxyCommand=x",
        "../nope"
      })
  void namesSubmodulesThatItDoesNotFetch(String url) {
    CommitSha inner = part.commit(Map.of("part.txt", "the part"));
    DeployException refusal = refusal(withSubmodule(url, inner), allowed());
    assertThat(refusal.code()).isEqualTo(FailureCode.SUBMODULE_UNAVAILABLE);
    assertThat(refusal.sentence()).contains("submodule 'vendor/part'").doesNotContain(TOKEN);
  }

  @Test
  void fetchesLargeFiles() throws Exception {
    byte[] content = "large".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    String oid = sha256(content);
    server.keep(oid, content);
    checkOut(withPointer(oid, content.length), allowed());
    assertThat(target().resolve("model.bin")).hasBinaryContent(content).isExecutable();
    assertThat(Files.readString(target().resolve("note.txt"))).startsWith("version https://");
  }

  @Test
  void fetchesLargeFilesOfARenamedRepository() throws Exception {
    byte[] content = "large".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    String oid = sha256(content);
    server.keep(oid, content);
    CommitSha commit = withPointer(oid, content.length);
    server.rename("acme/web", "acme/shop");
    checkOut(commit, allowed());
    assertThat(target().resolve("model.bin")).hasBinaryContent(content);
  }

  @Test
  void blamesTheHostAndNotTheFileForWhatPasses() throws Exception {
    byte[] content = "large".getBytes(StandardCharsets.UTF_8);
    CommitSha commit = withPointer(sha256(content), content.length);
    server.retryAfter(37);
    for (int status : new int[] {403, 429, 503}) {
      server.answerLarge(status);
      DeployException refusal = refusal(commit, allowed());
      assertThat(refusal.code()).isEqualTo(FailureCode.GIT_HOST_UNAVAILABLE);
      assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(37));
    }
    server.answerLarge(401);
    assertThat(refusal(commit, allowed()).code()).isEqualTo(FailureCode.GIT_CREDENTIALS_REJECTED);
  }

  @Test
  void doesNotBlameTheTenantForATokenThatHasEnded() {
    CommitSha inner = part.commit(Map.of("part.txt", "the part"));
    assertThat(
            refusal(
                    withSubmodule("../part", inner),
                    _ -> Optional.of(new GitCredentials("one-that-has-ended")))
                .code())
        .isEqualTo(FailureCode.GIT_CREDENTIALS_REJECTED);
  }

  @Test
  void namesLargeFilesThatItCannotFetch() throws Exception {
    byte[] content = "large".getBytes(StandardCharsets.UTF_8);
    String oid = sha256(content);
    lfsFails(withPointer(oid, content.length), "does not have");
    server.keep(oid, "other".getBytes(StandardCharsets.UTF_8));
    lfsFails(withPointer(oid, content.length), "not its content");
    try (GitServer other = new GitServer("")) {
      other.keep(oid, content);
      server.keep(oid, content);
      server.keepElsewhere(other.url());
      lfsFails(withPointer(oid, content.length), "another host");
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void writesLineEndsAndEncodingsAsTheAttributesSay() throws Exception {
    String text = "one\ntwo\n";
    CommitSha commit =
        repository.commit(
            "refs/heads/main",
            repository.tree(
                file(
                    ".gitattributes",
                    "*.bat text eol=crlf\n*.txt text=auto eol=crlf\n*.sh text eol=lf\n"
                        + "*.ps1 text working-tree-encoding=UTF-16LE-BOM\n*.bin binary eol=crlf\n"),
                file("a.bat", text),
                file("a.bin", text),
                file("a.md", text),
                file("a.ps1", text),
                file("a.sh", "one\r\ntwo\n"),
                file("a.txt", text),
                file("mixed.txt", "one\r\ntwo\n"),
                new Entry(
                    "sub",
                    FileMode.TREE,
                    repository.tree(
                        file(".gitattributes", "*.bat -text\n"), file("b.bat", text)))));
    checkOut(commit, allowed());
    assertThat(content("a.bat")).isEqualTo("one\r\ntwo\r\n");
    assertThat(content("a.txt")).isEqualTo("one\r\ntwo\r\n");
    assertThat(content("a.bin")).isEqualTo(text);
    assertThat(content("a.md")).isEqualTo(text);
    assertThat(content("a.sh")).isEqualTo("one\r\ntwo\n");
    assertThat(content("mixed.txt")).isEqualTo("one\r\ntwo\n");
    assertThat(content("sub/b.bat")).isEqualTo(text);
    assertThat(Files.readString(target().resolve("a.ps1"), StandardCharsets.UTF_16LE))
        .isEqualTo("\ufeff" + text);
  }

  private void lfsFails(CommitSha commit, String because) {
    DeployException refusal = refusal(commit, allowed());
    assertThat(refusal.code()).isEqualTo(FailureCode.LFS_UNAVAILABLE);
    assertThat(refusal.sentence()).contains("'model.bin'", because).doesNotContain(TOKEN);
  }

  private CommitSha withPointer(String oid, long size) {
    String pointer =
        "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n".formatted(oid, size);
    return repository.commit(
        "refs/heads/main",
        repository.tree(
            file(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n"),
            new Entry("model.bin", FileMode.EXECUTABLE_FILE, repository.blob(pointer)),
            file("note.txt", pointer)));
  }

  private CommitSha withSubmodule(String url, CommitSha inner) {
    return repository.commit(
        "refs/heads/main",
        repository.tree(
            file(
                ".gitmodules",
                "[submodule \"part\"]\n\tpath = vendor/part\n\turl = %s\n".formatted(url)),
            new Entry(
                "vendor",
                FileMode.TREE,
                repository.tree(
                    new Entry("part", FileMode.GITLINK, ObjectId.fromString(inner.value()))))));
  }

  private Entry file(String name, String content) {
    return new Entry(name, FileMode.REGULAR_FILE, repository.blob(content));
  }

  private static Function<RepositoryName, Optional<GitCredentials>> allowed() {
    return _ -> Optional.of(new GitCredentials(TOKEN));
  }

  private DeployException refusal(
      CommitSha commit, Function<RepositoryName, Optional<GitCredentials>> others) {
    DeployException refusal =
        catchThrowableOfType(DeployException.class, () -> checkOut(commit, others));
    assertThat(refusal).as("the checkout must be refused").isNotNull();
    return refusal;
  }

  private void checkOut(
      CommitSha commit, Function<RepositoryName, Optional<GitCredentials>> others) {
    GitRemote remote =
        new GitRemote(
            new RepositoryName("acme/web"),
            URI.create(server.url() + "/acme/web.git"),
            Optional.of(new GitCredentials(TOKEN)),
            others);
    new GitClient(GitLimits.DEFAULT, directory)
        .checkOut(
            remote,
            commit,
            directory.resolve("scratch-" + System.nanoTime()),
            fresh(),
            GitProgress.ignore(),
            () -> false);
  }

  private Path fresh() {
    FileTrees.delete(target());
    return target();
  }

  private Path target() {
    return directory.resolve("target");
  }

  private String content(String path) throws Exception {
    return Files.readString(target().resolve(path));
  }

  private static String sha256(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }
}
