package ink.ml.dp.builder.git;

import static org.assertj.core.api.Assertions.assertThat;

import ink.ml.dp.builder.testing.TestRepository.Entry;
import ink.ml.dp.model.name.CommitSha;
import ink.ml.dp.model.name.RelativePath;
import ink.ml.dp.model.name.SourceId;
import ink.ml.dp.model.name.Tenant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.StoredConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files a commit has is known without them. */
class SourceLookupTest extends ServedRepository {
  private static final Map<String, String> FILES =
      Map.of("README.md", "hello", "apps/web/main.c", "int x;", "apps/api/main.c", "int y;");

  private int lookups;

  @BeforeEach
  void filter() throws IOException {
    filtering(true);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void isTheSameForCommitsOfTheSameFiles(boolean byGit) {
    if (byGit) {
      server.answerAsGit();
    }
    CommitSha first = commit(Map.of());
    CommitSha same = commit(Map.of());
    assertThat(same).isNotEqualTo(first);
    assertThat(find(same, "")).isPresent().isEqualTo(find(first, ""));

    CommitSha readme = commit(Map.of("README.md", "hello again"));
    assertThat(find(readme, "")).isPresent().isNotEqualTo(find(first, ""));
    assertThat(find(readme, "apps/web")).isPresent().isEqualTo(find(first, "apps/web"));
    assertThat(find(readme, "apps")).isPresent().isEqualTo(find(first, "apps"));

    CommitSha api = commit(Map.of("apps/api/main.c", "int z;"));
    assertThat(find(api, "apps/web")).isPresent().isEqualTo(find(first, "apps/web"));
    assertThat(find(api, "apps/api")).isPresent().isNotEqualTo(find(first, "apps/api"));
    assertThat(find(api, "apps")).isPresent().isNotEqualTo(find(first, "apps"));
  }

  @Test
  void isAnotherWhereWhatIsAboveDecidesAboutTheFiles() {
    SourceId plain = find(commit(Map.of()), "apps/web").orElseThrow();
    SourceId root =
        find(commit(Map.of(".gitattributes", "*.c eol=crlf")), "apps/web").orElseThrow();
    SourceId between =
        find(commit(Map.of("apps/.gitattributes", "*.c eol=crlf")), "apps/web").orElseThrow();
    SourceId modules = find(commit(Map.of(".gitmodules", "[submodule]")), "apps/web").orElseThrow();
    assertThat(root.value()).startsWith(plain.value() + "-");
    assertThat(Set.of(plain, root, between, modules)).hasSize(4);
    assertThat(find(commit(Map.of("apps/.gitmodules", "no submodule")), "apps/web"))
        .as("it means something at the root alone")
        .contains(plain);
  }

  @Test
  void fetchesNoFile() throws IOException {
    CommitSha commit = commit(Map.of("apps/web/large", "x".repeat(2_000_000)));
    assertThat(find(commit, "apps")).isPresent();
    try (var files = Files.walk(directory().resolve("scratch-1"))) {
      assertThat(files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum())
          .isLessThan(20_000);
    }
  }

  @Test
  void takesEveryTreeFromAHostThatWillNotCountDepths() throws IOException {
    CommitSha commit = commit(Map.of("large.bin", random(5 << 20)));
    server.answerAsGit();
    assertThat(find(commit, "apps/web"))
        .as("with a file at the root that is too large to be taken along")
        .isEqualTo(find(commit(Map.of()), "apps/web"))
        .isPresent();
  }

  @Test
  void saysNothingOfWhatIsNoDirectory() {
    ObjectId file = repository.blob("text");
    CommitSha commit =
        repository.commit(
            "refs/heads/main",
            repository.tree(
                new Entry("file", FileMode.REGULAR_FILE, file),
                new Entry("link", FileMode.SYMLINK, repository.blob("file")),
                new Entry("module", FileMode.GITLINK, ObjectId.fromString("1".repeat(40)))));
    for (String root : new String[] {"file", "link", "module", "nothing", "file/below"}) {
      assertThat(find(commit, root)).as(root).isEmpty();
    }
    assertThat(find(new CommitSha("f".repeat(40)), "")).isEmpty();
  }

  @Test
  void saysNothingWhenTheHostDoesNotFilterOrAnswer() throws IOException {
    CommitSha commit = commit(Map.of());
    filtering(false);
    assertThat(find(commit, "")).isEmpty();
    filtering(true);
    server.answer(503);
    assertThat(find(commit, "")).isEmpty();
    server.answer(0);
    assertThat(find(commit, "")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void leavesAHostAloneThatDoesNotWant(int status) {
    CommitSha commit = commit(Map.of());
    server.answer(status);
    assertThat(find(commit, "apps/web")).isEmpty();
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void asksAHostThatDoesNotFilterOnce() throws IOException {
    CommitSha commit = commit(Map.of());
    filtering(false);
    assertThat(find(commit, "apps/web")).isEmpty();
    assertThat(server.requests()).filteredOn(asked -> asked.contains("/info/refs")).hasSize(1);
  }

  @Test
  void givesASlowHostUp() {
    CommitSha commit = commit(Map.of());
    server.sendSlowly(1);
    long begun = System.nanoTime();
    assertThat(find(commit, "apps/web")).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void remembersWhatWasFoundForItsTenantAlone() {
    KnownSources known = new KnownSources();
    CommitSha commit = new CommitSha("a".repeat(40));
    SourceId source = new SourceId("b".repeat(40));
    AtomicInteger asked = new AtomicInteger();
    for (String tenant : new String[] {"acme", "acme", "other"}) {
      assertThat(
              known.get(
                  new Tenant(tenant),
                  commit,
                  RelativePath.ROOT,
                  () -> {
                    asked.incrementAndGet();
                    return Optional.of(source);
                  }))
          .contains(source);
    }
    assertThat(asked).hasValue(2);
    assertThat(known.get(new Tenant("acme"), commit, new RelativePath("web"), Optional::empty))
        .isEmpty();
  }

  private CommitSha commit(Map<String, String> changes) {
    Map<String, String> files = new HashMap<>(FILES);
    files.putAll(changes);
    return repository.commit(files);
  }

  private Optional<SourceId> find(CommitSha commit, String root) {
    lookups++;
    try {
      Path scratch = Files.createDirectory(directory().resolve("scratch-" + lookups));
      return client.source(remote(), commit, new RelativePath(root), scratch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void filtering(boolean on) throws IOException {
    StoredConfig config = repository.repository().getConfig();
    config.setBoolean("uploadpack", null, "allowFilter", on);
    config.save();
  }

  private static String random(int characters) {
    return new Random(7)
        .ints(characters, ' ', '~')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
