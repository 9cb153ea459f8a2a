package ink.ml.dp.builder.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ink.ml.dp.builder.testing.GitServer;
import ink.ml.dp.builder.testing.TestRepository;
import ink.ml.dp.builder.testing.TestRepository.Entry;
import ink.ml.dp.model.failure.DeployException;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.RepositoryName;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories that were made to do harm come to nothing, and say what was wrong with them. */
class HostileRepositoryTest {
  private static final GitLimits SMALL =
      new GitLimits(
          1 << 20, 1 << 16, 1 << 18, 200, 8, Duration.ofSeconds(5), Duration.ofSeconds(30));

  private static final Path DISK = Path.of(System.getProperty("java.io.tmpdir"));

  @TempDir private Path directory;
  private GitServer server;
  private TestRepository repository;

  @BeforeEach
  void serve() {
    server = new GitServer("");
    repository = new TestRepository(directory.resolve("served"));
    server.serve("acme/web", repository.repository());
  }

  @AfterEach
  void stop() {
    server.close();
    repository.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {".git", ".GIT", ".gIt", ".g\u200cit", "..", ".", "a/b", "", "../../x"})
  void refusesNamesThatLeadSomewhere(String name) {
    refused(repository.tree(file(name, "x")), FailureCode.REPOSITORY_INVALID);
  }

  @Test
  void neverWritesThroughALink() throws Exception {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    ObjectId inside = repository.tree(file("planted", "x"));
    refused(
        repository.tree(
            new Entry("a", FileMode.SYMLINK, repository.blob(outside.toString())),
            new Entry("a", FileMode.TREE, inside)),
        FailureCode.REPOSITORY_INVALID);
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void keepsLinksThatLeadOutAsLinks() throws Exception {
    checkOut(repository.tree(new Entry("out", FileMode.SYMLINK, repository.blob("/etc/passwd"))));
    assertThat(Files.isSymbolicLink(target().resolve("out"))).isTrue();
  }

  @Test
  void takesNamesThatDifferInCaseOnly() {
    checkOut(repository.tree(file("README", "1"), file("readme", "2")));
    assertThat(target().resolve("README")).hasContent("1");
    assertThat(target().resolve("readme")).hasContent("2");
  }

  @Test
  void refusesDeepTrees() {
    ObjectId tree = repository.tree(file("x", "x"));
    for (int i = 0; i < 10; i++) {
      tree = repository.tree(new Entry("d", FileMode.TREE, tree));
    }
    refused(tree, FailureCode.REPOSITORY_INVALID);
  }

  /** Ten entries that are the same tree, eight times over: small to send, endless to write. */
  @Test
  void refusesTreesThatMultiply() {
    ObjectId tree = repository.tree(file("x", "x"));
    for (int i = 0; i < 7; i++) {
      List<Entry> same = new ArrayList<>();
      for (int j = 0; j < 10; j++) {
        same.add(new Entry("d" + j, FileMode.TREE, tree));
      }
      tree = repository.tree(same);
    }
    refused(tree, FailureCode.REPOSITORY_TOO_LARGE);
  }

  @Test
  void refusesLargeFiles() {
    refused(
        repository.tree(
            new Entry("zeros", FileMode.REGULAR_FILE, repository.blob(new byte[70_000]))),
        FailureCode.REPOSITORY_TOO_LARGE);
  }

  @Test
  void refusesManyFilesThatAreLargeTogether() {
    ObjectId blob = repository.blob(new byte[60_000]);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      entries.add(new Entry("f" + i, FileMode.REGULAR_FILE, blob));
    }
    refused(repository.tree(entries), FailureCode.REPOSITORY_TOO_LARGE);
  }

  @Test
  void stopsReceivingWhatIsTooLarge() {
    Random random = new Random(1);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      byte[] noise = new byte[60_000];
      random.nextBytes(noise);
      entries.add(new Entry("f%02d".formatted(i), FileMode.REGULAR_FILE, repository.blob(noise)));
    }
    refused(repository.tree(entries), FailureCode.REPOSITORY_TOO_LARGE);
    assertThat(target()).doesNotExist();
  }

  @Test
  void refusesLongNames() {
    refused(repository.tree(file("n".repeat(300), "x")), FailureCode.REPOSITORY_INVALID);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void refusesAnObjectOfAnotherKind(boolean byGit) {
    if (byGit) {
      server.answerAsGit();
    }
    refused(new CommitSha(repository.blob("no commit").name()), FailureCode.COMMIT_NOT_FOUND);
  }

  private void refused(ObjectId tree, FailureCode code) {
    refused(repository.commit("refs/heads/main", tree), code);
  }

  private void refused(CommitSha commit, FailureCode code) {
    DeployException refusal = catchThrowableOfType(DeployException.class, () -> checkOut(commit));
    assertThat(refusal).isNotNull();
    assertThat(refusal.code()).as("%s: %s", refusal.sentence(), causes(refusal)).isEqualTo(code);
  }

  private static String causes(Throwable failure) {
    return Stream.iterate(failure.getCause(), Objects::nonNull, Throwable::getCause)
        .map(Throwable::toString)
        .collect(Collectors.joining(" < "));
  }

  private void checkOut(ObjectId tree) {
    checkOut(repository.commit("refs/heads/main", tree));
  }

  private void checkOut(CommitSha commit) {
    new GitClient(SMALL, DISK)
        .checkOut(
            new GitRemote(
                new RepositoryName("acme/web"),
                URI.create(server.url() + "/acme/web.git"),
                Optional.empty()),
            commit,
            directory.resolve("scratch"),
            target(),
            GitProgress.ignore(),
            () -> false);
  }

  private Path target() {
    return directory.resolve("target");
  }

  private Entry file(String name, String content) {
    return new Entry(name, FileMode.REGULAR_FILE, repository.blob(content));
  }
}
