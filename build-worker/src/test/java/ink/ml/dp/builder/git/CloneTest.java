package ink.ml.dp.builder.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ink.ml.dp.builder.testing.TestRepository;
import ink.ml.dp.buildkit.MemoryBudget;
import ink.ml.dp.model.failure.FailureCode;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.GitRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;

/** What is fetched and written to the disk. */
class CloneTest extends ServedRepository {
  @Test
  void checksOutWithoutHistoryAndGitData() throws Exception {
    repository.commit(Map.of("old", "gone"));
    CommitSha commit =
        repository.commit(
            "refs/heads/main",
            repository.tree(
                entry("README.md", FileMode.REGULAR_FILE, "hello"),
                entry("link", FileMode.SYMLINK, "README.md"),
                new TestRepository.Entry(
                    "module", FileMode.GITLINK, ObjectId.fromString("1".repeat(40))),
                entry("run.sh", FileMode.EXECUTABLE_FILE, "#!/bin/sh"),
                new TestRepository.Entry(
                    "src",
                    FileMode.TREE,
                    repository.tree(entry("ä.c", FileMode.REGULAR_FILE, "int x;")))));
    FetchedCommit fetched = checkOut(commit, GitLimits.DEFAULT);
    assertThat(files())
        .containsExactlyInAnyOrder("README.md", "link", "module", "run.sh", "src", "src/ä.c");
    assertThat(target().resolve("run.sh")).isExecutable();
    assertThat(target().resolve("README.md")).hasContent("hello");
    assertThat(Files.readSymbolicLink(target().resolve("link"))).hasToString("README.md");
    assertThat(fetched.entries()).isEqualTo(6);
    assertThat(fetched.treeSha()).hasSize(40);
  }

  @Test
  void takesCommitsThatNoBranchPointsTo() {
    CommitSha first = repository.commit(Map.of("a", "1"));
    repository.commit(Map.of("a", "2"));
    checkOut(first, GitLimits.DEFAULT);
    assertThat(target().resolve("a")).hasContent("1");
  }

  @Test
  void takesBranchesFromHostsThatOnlyGiveWhatTheyAdvertise() {
    CommitSha first = repository.commit(Map.of("a", "1"));
    repository.commit(Map.of("a", "2"));
    server.giveWhatReferencesName();
    checkOut(first, GitLimits.DEFAULT);
    assertThat(target().resolve("a")).hasContent("1");
  }

  @Test
  void saysWhenThereIsNoSuchCommit() {
    repository.commit(Map.of("a", "1"));
    fails(
        () -> checkOut(new CommitSha("f".repeat(40)), GitLimits.DEFAULT),
        FailureCode.COMMIT_NOT_FOUND);
  }

  @Test
  void believesGitThatThereIsNoSuchCommit() {
    repository.commit(Map.of("a", "1"));
    server.answerAsGit();
    fails(
        () -> checkOut(new CommitSha("f".repeat(40)), GitLimits.DEFAULT),
        FailureCode.COMMIT_NOT_FOUND);
    assertThat(server.requests()).as("what it has, its references, one question").hasSize(3);
  }

  @Test
  void takesFromGitWhatNoReferenceNames() {
    CommitSha first = repository.commit(Map.of("a", "1"));
    repository.commit(Map.of("a", "2"));
    server.answerAsGit();
    checkOut(first, GitLimits.DEFAULT);
    assertThat(target().resolve("a")).hasContent("1");
  }

  @Test
  void takesWhatATagNamesFromHostsThatOnlyGiveWhatTheyAdvertise() {
    repository.commit(Map.of("a", "1"));
    repository.tag("v1", repository.commit("refs/gone", repository.tree()));
    server.giveWhatReferencesName();
    checkOut(client.resolve(remote(), new GitRef("v1")), GitLimits.DEFAULT);
    assertThat(target()).isDirectory();
  }

  @Test
  void looksOnlySoFarBelowBranches() throws Exception {
    CommitSha first = repository.commit(Map.of("a", "1"));
    for (int i = 0; i < 1100; i++) {
      repository.commit("refs/heads/main", repository.tree());
    }
    server.giveWhatReferencesName();
    assertThatThrownBy(() -> checkOut(first, GitLimits.DEFAULT))
        .satisfies(e -> code(e, FailureCode.COMMIT_NOT_FOUND))
        .hasMessageContaining("last 1000 commits");
  }

  @Test
  void tellsAnOutageFromAMissingCommit() {
    CommitSha commit = repository.commit(Map.of("a", "1"));
    server.breakUploads();
    fails(() -> checkOut(commit, GitLimits.DEFAULT), FailureCode.GIT_HOST_UNAVAILABLE);
    fails(
        () -> checkOut(new CommitSha("f".repeat(40)), GitLimits.DEFAULT),
        FailureCode.GIT_HOST_UNAVAILABLE);
  }

  @Test
  void blamesTheHostForItsSlowness() {
    byte[] noise = new byte[200_000];
    new Random(1).nextBytes(noise);
    CommitSha commit =
        repository.commit(
            "refs/heads/main",
            repository.tree(
                new TestRepository.Entry("noise", FileMode.REGULAR_FILE, repository.blob(noise))));
    server.sendSlowly(1000);
    assertThatThrownBy(() -> checkOut(commit, within(Duration.ofSeconds(2))))
        .satisfies(e -> code(e, FailureCode.GIT_HOST_UNAVAILABLE))
        .hasMessageContaining("KiB a second");
  }

  @Test
  void clonesWhatIsLargeOnlyWithMemoryForIt() throws Exception {
    byte[] noise = new byte[17 << 20];
    new Random(1).nextBytes(noise);
    CommitSha small = repository.commit(Map.of("a", "1"));
    CommitSha large =
        repository.commit(
            "refs/heads/large",
            repository.tree(
                new TestRepository.Entry("noise", FileMode.REGULAR_FILE, repository.blob(noise))));
    MemoryBudget memory = new MemoryBudget(128 << 20);
    GitClient bounded =
        new GitClient(
            GitLimits.DEFAULT,
            DISK,
            (bytes, longest, ended) -> memory.take(bytes, longest, ended).map(hold -> hold::close));
    try (MemoryBudget.Hold _ =
        memory.take(20 << 20, Duration.ofSeconds(1), () -> false).orElseThrow()) {
      bounded.checkOut(remote(), small, scratch(), target(), GitProgress.ignore(), () -> false);
      long until = System.nanoTime() + 2_000_000_000L;
      fails(
          () ->
              bounded.checkOut(
                  remote(),
                  large,
                  scratch(),
                  directory().resolve("waits"),
                  GitProgress.ignore(),
                  () -> System.nanoTime() > until),
          FailureCode.CANCELLED);
    }
    Path whole = directory().resolve("whole");
    bounded.checkOut(remote(), large, scratch(), whole, GitProgress.ignore(), () -> false);
    assertThat(whole.resolve("noise")).hasSize(noise.length);
  }

  @Test
  void followsARenamedRepositoryOnTheSameHost() {
    CommitSha commit = repository.commit(Map.of("a", "1"));
    server.rename("acme/web", "acme/shop");
    assertThat(client.resolve(remote(), GitRef.HEAD)).isEqualTo(commit);
    checkOut(commit, GitLimits.DEFAULT);
    assertThat(target().resolve("a")).hasContent("1");
  }

  private static GitLimits within(Duration deadline) {
    return new GitLimits(1 << 20, 1 << 20, 1 << 20, 100, 10, Duration.ofSeconds(5), deadline);
  }

  private static void sleepOnce(String task, AtomicBoolean slept) {
    if (task.equals("Checking out") && slept.compareAndSet(false, true)) {
      try {
        Thread.sleep(3100);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void stopsWhenCancelledOrLate() {
    CommitSha commit = repository.commit(Map.of("a", "1", "b", "2"));
    fails(
        () ->
            client.checkOut(
                remote(), commit, scratch(), target(), GitProgress.ignore(), () -> true),
        FailureCode.CANCELLED);
    AtomicBoolean slept = new AtomicBoolean();
    fails(
        () ->
            new GitClient(within(Duration.ofSeconds(3)), DISK)
                .checkOut(
                    remote(),
                    commit,
                    scratch(),
                    target(),
                    (task, _) -> sleepOnce(task, slept),
                    () -> false),
        FailureCode.REPOSITORY_TOO_LARGE);
    assertThat(slept).isTrue();
  }

  private FetchedCommit checkOut(CommitSha commit, GitLimits limits) {
    return new GitClient(limits, DISK)
        .checkOut(remote(), commit, scratch(), target(), GitProgress.ignore(), () -> false);
  }

  private Path scratch() {
    return directory().resolve("scratch-" + System.nanoTime());
  }

  private Path target() {
    return directory().resolve("target");
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(target())) {
      return all.filter(p -> !p.equals(target()))
          .map(p -> target().relativize(p).toString())
          .collect(Collectors.toSet());
    }
  }

  private TestRepository.Entry entry(String name, FileMode mode, String content) {
    return new TestRepository.Entry(name, mode, repository.blob(content));
  }
}
